with

consents as (

    select * from {{ ref('stg_files__consents') }}

),

touchpoints as (

    select * from {{ ref('stg_files__touchpoints') }}

),

touchpoint_types as (

    select * from {{ ref('touchpoint_types') }}
    where is_opt_out

),

identity_people as (

    select * from {{ ref('int_identity_people') }}

),

decisions as (

    select
        identity_key,
        is_granted,
        changed_at

    from consents
    union all
    select
        touchpoints.identity_key,
        false as is_granted,
        touchpoints.occurred_at as changed_at

    from touchpoints
    inner join touchpoint_types
        on touchpoints.touchpoint_type = touchpoint_types.touchpoint_type

),

-- The latest decision holds for the whole person; of two at one moment, the no.
person_consents as (

    select
        identity_people.person_id,
        decisions.is_granted,
        decisions.changed_at

    from decisions
    inner join identity_people
        on decisions.identity_key = identity_people.identity_key
    qualify
        row_number() over (
            partition by identity_people.person_id
            order by decisions.changed_at desc, decisions.is_granted asc
        ) = 1

)

select * from person_consents
