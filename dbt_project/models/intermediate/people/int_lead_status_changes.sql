with

lead_versions as (

    select * from {{ ref('int_all_lead_status_changes') }}
    where status is not null

),

lead_records as (

    select * from {{ ref('int_lead_records') }}

),

status_activities as (

    select * from {{ ref('int_all_activities') }}
    where activity_type = 'status_change' and lead_id is not null and outcome is not null

),

stated_statuses as (

    select
        source_system,
        lead_id,
        status,
        pipeline,
        changed_at

    from lead_versions
    union
    select
        source_system,
        lead_id,
        outcome as status,
        cast(null as string) as pipeline,
        occurred_at as changed_at

    from status_activities

),

compared_statuses as (

    select
        *,
        lag(status) over (
            partition by source_system, lead_id
            order by changed_at, status, pipeline nulls last
        ) as previous_status

    from stated_statuses

),

lead_status_changes as (

    select
        lead_records.person_id,
        compared_statuses.source_system,
        compared_statuses.lead_id as source_record_id,
        compared_statuses.status,
        compared_statuses.pipeline,
        compared_statuses.changed_at

    from compared_statuses
    inner join lead_records
        on
            compared_statuses.source_system = lead_records.source_system
            and compared_statuses.lead_id = lead_records.lead_id
    where compared_statuses.status is distinct from compared_statuses.previous_status

)

select * from lead_status_changes
