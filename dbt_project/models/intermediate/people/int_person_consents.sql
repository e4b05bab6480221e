with

consents as (

    select * from {{ ref('int_all_consents') }}

),

touchpoints as (

    select * from {{ ref('int_all_touchpoints') }}

),

touchpoint_types as (

    select * from {{ ref('touchpoint_types') }}
    where is_opt_out

),

identity_people as (

    select * from {{ ref('int_identity_people') }}

),

person_emails as (

    select * from {{ ref('int_person_emails') }}

),

decisions as (

    select
        identity_key,
        email,
        is_granted,
        changed_at

    from consents
    union all
    select
        touchpoints.identity_key,
        touchpoints.email,
        false as is_granted,
        touchpoints.occurred_at as changed_at

    from touchpoints
    inner join touchpoint_types
        on touchpoints.touchpoint_type = touchpoint_types.touchpoint_type

),

-- Who says no from an address says it for the address, even one that does not tell who they are:
-- a mailbox that opted out must not get mail because two people read it.
decided_people as (

    select
        identity_people.person_id,
        decisions.is_granted,
        decisions.changed_at

    from decisions
    inner join identity_people
        on decisions.identity_key = identity_people.identity_key
    union all
    select
        person_emails.person_id,
        decisions.is_granted,
        decisions.changed_at

    from decisions
    inner join person_emails
        on decisions.email = person_emails.email

),

-- The latest decision holds for the whole person; of two at one moment, the no.
person_consents as (

    select
        person_id,
        is_granted,
        changed_at

    from decided_people
    qualify
        row_number() over (
            partition by person_id
            order by changed_at desc, is_granted asc
        ) = 1

)

select * from person_consents
