with

attribute_changes as (

    select * from {{ ref('stg_marketo__activity_change_data_value') }}

),

lead_states as (

    select * from {{ ref('stg_marketo__lead_history') }}

),

status_attributes as (

    select * from {{ ref('status_attributes') }}
    where source = 'marketo'

),

recorded_changes as (

    select
        attribute_changes.source_system,
        attribute_changes.lead_id,
        attribute_changes.new_value as status,
        attribute_changes.occurred_at as changed_at

    from attribute_changes
    inner join status_attributes
        on attribute_changes.attribute = status_attributes.attribute
    where attribute_changes.new_value is not null

),

first_changes as (

    select
        source_system,
        lead_id,
        min(changed_at) as changed_at

    from recorded_changes
    group by source_system, lead_id

),

-- A version repeats what the last change said, whenever anything else
-- changes: it speaks only before the first one.
stated_statuses as (

    select
        lead_states.source_system,
        lead_states.lead_id,
        lead_states.status,
        lead_states.stated_at as changed_at

    from lead_states
    left join first_changes
        on
            lead_states.source_system = first_changes.source_system
            and lead_states.lead_id = first_changes.lead_id
    where
        lead_states.status is not null
        and (first_changes.changed_at is null or lead_states.stated_at < first_changes.changed_at)

),

lead_status_changes as (

    select
        source_system,
        lead_id,
        status,
        cast(null as string) as pipeline,
        changed_at

    from recorded_changes
    union
    select
        source_system,
        lead_id,
        status,
        cast(null as string) as pipeline,
        changed_at

    from stated_statuses

)

select * from lead_status_changes
