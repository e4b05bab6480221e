with

calls as (

    select * from {{ ref('stg_zoho__call') }}

),

meetings as (

    select * from {{ ref('stg_zoho__event') }}

),

tasks as (

    select * from {{ ref('stg_zoho__task') }}

),

-- What was planned, cancelled or never answered is nothing that sales did.
done_work as (

    select
        source_system,
        call_id as activity_id,
        who_id,
        what_id,
        what_module,
        'call' as activity_type,
        call_result as outcome,
        owner_id,
        started_at as occurred_at,
        updated_at,
        is_deleted

    from calls
    where
        coalesce(call_type, '') <> 'missed'
        and coalesce(call_status, '') not in ('scheduled', 'overdue', 'cancelled')
    union all
    select
        source_system,
        meeting_id as activity_id,
        who_id,
        what_id,
        what_module,
        'meeting' as activity_type,
        check_in_status as outcome,
        owner_id,
        started_at as occurred_at,
        updated_at,
        is_deleted

    from meetings
    union all
    select
        source_system,
        task_id as activity_id,
        who_id,
        what_id,
        what_module,
        'task' as activity_type,
        status as outcome,
        owner_id,
        closed_at as occurred_at,
        updated_at,
        is_deleted

    from tasks

),

activities as (

    select
        source_system,
        activity_id,
        -- A contact stands in the one field, a lead in the other.
        coalesce(who_id, case when what_module = 'leads' then what_id end) as lead_id,
        cast(null as string) as email,
        case when what_module = 'deals' then what_id end as opportunity_id,
        activity_type,
        outcome,
        owner_id,
        occurred_at,
        updated_at

    from done_work
    where occurred_at <= {{ as_of() }} and not is_deleted

)

select * from activities
