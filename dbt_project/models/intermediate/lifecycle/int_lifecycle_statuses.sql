with

status_changes as (

    select * from {{ ref('int_lead_status_changes') }}

),

activities as (

    -- A status change noted as an activity is already among the status changes.
    select * from {{ ref('int_activities') }}
    where activity_type <> 'status_change'

),

words as (

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
        pipeline,
        {{ spelling_of('status') }} as spelling,
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
        cast(null as string) as pipeline,
        {{ spelling_of('outcome') }} as spelling,
        occurred_at,
        owner_id

    from activities

),

-- What a system says of itself comes before what is said of all systems, and what holds in one
-- pipeline before what holds in any.
mapped_statuses as (

    select
        statuses.*,
        words.stage,
        words.value is not null as is_mapped

    from statuses
    left join words
        on
            statuses.evidence = words.field
            and statuses.spelling = words.value
            and (words.source_system is null or statuses.source_system = words.source_system)
            and (words.pipeline is null or lower(trim(statuses.pipeline)) = words.pipeline)
    where statuses.person_id is not null and statuses.spelling <> ''
    qualify
        row_number() over (
            partition by
                statuses.evidence,
                statuses.source_system,
                statuses.evidence_id,
                statuses.occurred_at,
                statuses.value
            order by words.source_system nulls last, words.pipeline nulls last
        ) = 1

),

-- Only a record that was further along before goes back; a second record that starts anew says
-- nothing about the first.
lifecycle_statuses as (

    select
        mapped_statuses.*,
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
