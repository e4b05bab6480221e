with

opportunity_versions as (

    select
        *,
        coalesce(stage, status) as deal_stage,
        lag(updated_at) over (
            partition by source_system, opportunity_id
            order by updated_at
        ) as previous_updated_at

    from {{ ref('int_pardot__opportunity_versions') }}

),

-- Pardot keeps no history of stages: each version says what the stage was by then.
dated_versions as (

    select
        *,
        case
            when lower(status) in ('won', 'lost')
                then greatest(created_at, previous_updated_at, least(closed_at, updated_at))
            else coalesce(updated_at, created_at)
        end as changed_at

    from opportunity_versions
    where deal_stage is not null

),

compared_versions as (

    select
        *,
        lag(deal_stage) over (
            partition by source_system, opportunity_id
            order by updated_at
        ) as previous_stage

    from dated_versions

),

opportunity_stage_changes as (

    select
        source_system,
        opportunity_id,
        deal_stage as stage,
        amount,
        cast(null as string) as currency,
        probability,
        changed_at

    from compared_versions
    where deal_stage is distinct from previous_stage

)

select * from opportunity_stage_changes
