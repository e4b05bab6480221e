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
        'lead_status' as evidence,
        source_system,
        source_record_id as evidence_id,
        status as value,
        replace(lower(trim(status)), '_', ' ') as spelling,
        changed_at as occurred_at,
        cast(null as string) as owner_id

    from status_changes

    union all

    select
        person_id,
        'activity_outcome' as evidence,
        source_system,
        activity_id as evidence_id,
        outcome as value,
        replace(lower(trim(outcome)), '_', ' ') as spelling,
        occurred_at,
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
            statuses.evidence = of_the_system.field
            and statuses.source_system = of_the_system.source_system
            and statuses.spelling = of_the_system.value
    left join stage_map as of_all
        on
            statuses.evidence = of_all.field
            and of_all.source_system is null
            and statuses.spelling = of_all.value
    where
        statuses.person_id is not null
        and statuses.spelling <> ''

),

-- Only a record that was further along before goes back; a second record that starts anew says
-- nothing about the first.
lifecycle_statuses as (

    select
        mapped_statuses.person_id,
        mapped_statuses.evidence,
        mapped_statuses.source_system,
        mapped_statuses.evidence_id,
        mapped_statuses.value,
        mapped_statuses.occurred_at,
        mapped_statuses.owner_id,
        mapped_statuses.stage,
        mapped_statuses.is_mapped,
        coalesce(stages.path_position < lag(stages.path_position) over (
            partition by
                mapped_statuses.evidence,
                mapped_statuses.source_system,
                mapped_statuses.evidence_id,
                stages.path_position is null
            order by mapped_statuses.occurred_at, stages.stage_order, mapped_statuses.value
        ), false) as is_back

    from mapped_statuses
    left join stages
        on mapped_statuses.stage = stages.stage

)

select * from lifecycle_statuses
