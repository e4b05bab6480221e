with

status_changes as (

    select * from {{ ref('int_lead_status_changes') }}

),

activities as (

    -- A status change noted as an activity is already among the status changes.
    select * from {{ ref('int_activities') }}
    where activity_type <> 'status_change'

),

stage_map as (

    select * from {{ ref('crm_stage_map') }}

),

stages as (

    select * from {{ ref('lifecycle_stages') }}

),

statuses as (

    select
        person_id,
        'lead_status' as field,
        source_system,
        source_record_id as source_id,
        status as value,
        changed_at,
        cast(null as string) as owner_id

    from status_changes

    union all

    select
        person_id,
        'activity_outcome' as field,
        source_system,
        activity_id as source_id,
        outcome as value,
        occurred_at as changed_at,
        owner_id

    from activities

),

-- What a system says of itself comes before what is said of all systems.
mapped_statuses as (

    select
        statuses.*,
        case
            when of_the_system.value is not null then of_the_system.stage
            else of_all.stage
        end as stage,
        coalesce(of_the_system.value, of_all.value) is not null as is_mapped

    from statuses
    left join stage_map as of_the_system
        on
            statuses.field = of_the_system.field
            and statuses.source_system = of_the_system.source_system
            and lower(trim(statuses.value)) = of_the_system.value
    left join stage_map as of_all
        on
            statuses.field = of_all.field
            and of_all.source_system is null
            and lower(trim(statuses.value)) = of_all.value
    where
        statuses.person_id is not null
        and trim(statuses.value) <> ''

),

positioned_statuses as (

    select
        mapped_statuses.*,
        stages.path_position,
        lag(stages.path_position) over (
            partition by
                mapped_statuses.field,
                mapped_statuses.source_system,
                mapped_statuses.source_id,
                stages.path_position is null
            order by mapped_statuses.changed_at, stages.stage_order, mapped_statuses.value
        ) as previous_position

    from mapped_statuses
    left join stages
        on mapped_statuses.stage = stages.stage

),

-- Only a record that was further along before goes back; a second record that starts anew says
-- nothing about the first.
lifecycle_statuses as (

    select
        person_id,
        field,
        source_system,
        source_id,
        value,
        changed_at,
        owner_id,
        stage,
        is_mapped,
        coalesce(path_position < previous_position, false) as is_back

    from positioned_statuses

)

select * from lifecycle_statuses
