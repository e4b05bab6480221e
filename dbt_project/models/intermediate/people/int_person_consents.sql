with

decisions as (

    select * from {{ ref('int_contact_decisions') }}

),

identity_people as (

    select * from {{ ref('int_identity_people') }}

),

person_emails as (

    select * from {{ ref('int_person_emails') }}

),

-- Who says no from an address says it for the address, even one that does not tell who they are:
-- a mailbox that opted out must not get mail because two people read it.
decided_people as (

    select
        identity_people.person_id,
        decisions.source_system,
        decisions.email,
        decisions.is_granted,
        decisions.changed_at

    from decisions
    inner join identity_people
        on decisions.identity_key = identity_people.identity_key
    union all
    select
        person_emails.person_id,
        decisions.source_system,
        decisions.email,
        decisions.is_granted,
        decisions.changed_at

    from decisions
    inner join person_emails
        on decisions.email = person_emails.email

),

-- A source may take back what it said of the same address; of two decisions at one moment the no
-- holds.
judged_decisions as (

    select
        person_id,
        changed_at,
        not is_granted
        and changed_at >= coalesce(
            max(case when is_granted then changed_at end)
                over (partition by person_id, source_system, email),
            changed_at
        ) as is_standing_no

    from decided_people

),

-- One standing no is enough, since the first of them.
person_consents as (

    select
        person_id,
        not bool_or(is_standing_no) as is_granted,
        coalesce(min(case when is_standing_no then changed_at end), max(changed_at)) as changed_at

    from judged_decisions
    group by person_id

)

select * from person_consents
