with

lead_changes as (

    select * from {{ ref('stg_salesforce__lead_history') }}
    where field = 'Status'

),

lead_versions as (

    select * from {{ ref('stg_salesforce__lead_versions') }}

),

leads as (

    select * from {{ ref('stg_salesforce__lead') }}

),

-- What a lead was before its first tracked change, it was from the beginning.
first_changes as (

    select * from lead_changes
    qualify
        row_number() over (
            partition by source_system, lead_id
            order by changed_at, lead_change_id
        ) = 1

),

stated_statuses as (

    select
        source_system,
        lead_id,
        new_value as status,
        changed_at

    from lead_changes
    union
    select
        first_changes.source_system,
        first_changes.lead_id,
        first_changes.old_value as status,
        leads.created_at as changed_at

    from first_changes
    inner join leads
        on
            first_changes.source_system = leads.source_system
            and first_changes.lead_id = leads.lead_id
    union
    -- Where no field history is tracked, every version still says what the status was by then.
    select
        source_system,
        lead_id,
        status,
        coalesce(updated_at, created_at) as changed_at

    from lead_versions

),

-- Each record type may have a lead process of its own, with its own statuses.
lead_status_changes as (

    select
        stated_statuses.source_system,
        stated_statuses.lead_id,
        stated_statuses.status,
        leads.record_type_id as pipeline,
        stated_statuses.changed_at

    from stated_statuses
    left join leads
        on
            stated_statuses.source_system = leads.source_system
            and stated_statuses.lead_id = leads.lead_id
    where stated_statuses.status is not null

)

select * from lead_status_changes
