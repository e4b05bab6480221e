with

leads as (

    select * from {{ ref('int_all_leads') }}

),

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

stated_decisions as (

    select
        source_system,
        'consent' as decision_kind,
        consent_id as decision_id,
        lead_id,
        email,
        identity_key,
        is_granted,
        changed_at

    from consents
    union all
    select
        touchpoints.source_system,
        'touchpoint' as decision_kind,
        touchpoints.touchpoint_id as decision_id,
        touchpoints.lead_id,
        touchpoints.email,
        touchpoints.identity_key,
        false as is_granted,
        touchpoints.occurred_at as changed_at

    from touchpoints
    inner join touchpoint_types
        on touchpoints.touchpoint_type = touchpoint_types.touchpoint_type

),

-- A decision without an address is one about the address of its record.
contact_decisions as (

    select
        stated_decisions.source_system,
        stated_decisions.decision_kind,
        stated_decisions.decision_id,
        stated_decisions.identity_key,
        stated_decisions.is_granted,
        stated_decisions.changed_at,
        coalesce(stated_decisions.email, leads.email) as email

    from stated_decisions
    left join leads
        on
            stated_decisions.source_system = leads.source_system
            and stated_decisions.lead_id = leads.lead_id

)

select * from contact_decisions
