with

tasks as (

    select
        *,
        {{ start_of_day('activity_on') }} as activity_day_at

    from {{ ref('stg_salesforce__task') }}
    where is_closed and not is_deleted

),

-- The copies of a group's meeting that its guests hold are not meetings of their own.
events as (

    select * from {{ ref('stg_salesforce__event') }}
    where not is_child and not is_deleted

),

-- The day of a task is when it was due; one done before that day was done when it was last changed.
done_tasks as (

    select
        source_system,
        task_id as activity_id,
        who_id,
        what_id,
        case
            when lower(task_subtype) in ('call', 'email') then lower(task_subtype)
            when lower(task_subtype) = 'listemail' then 'email'
            else coalesce(lower(type), 'task')
        end as activity_type,
        coalesce(call_disposition, status) as outcome,
        owner_id,
        coalesce(completed_at, least(activity_day_at, updated_at), created_at) as occurred_at,
        updated_at

    from tasks

),

held_events as (

    select
        source_system,
        event_id as activity_id,
        who_id,
        what_id,
        case
            when lower(type) in ('call', 'email') then lower(type) else 'meeting'
        end as activity_type,
        cast(null as string) as outcome,
        owner_id,
        starts_at as occurred_at,
        updated_at

    from events

),

done_things as (

    select * from done_tasks
    union all
    select * from held_events

),

-- The first three characters of an id tell the object: 00Q a lead, 003 a contact, 006 a deal.
activities as (

    select
        source_system,
        activity_id,
        case when who_id like '00Q%' or who_id like '003%' then who_id end as lead_id,
        cast(null as string) as email,
        case when what_id like '006%' then what_id end as opportunity_id,
        activity_type,
        outcome,
        owner_id,
        occurred_at,
        updated_at

    from done_things
    where occurred_at <= {{ as_of() }}

)

select * from activities
