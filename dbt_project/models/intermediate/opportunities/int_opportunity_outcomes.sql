with

opportunities as (

    select * from {{ ref('int_all_opportunities') }}

),

latest_changes as (

    select
        source_system,
        opportunity_id,
        max_by(stage, changed_at) as stage,
        max(changed_at) as changed_at

    from {{ ref('int_all_opportunity_stage_changes') }}
    group by source_system, opportunity_id

),

deal_stages as (

    select * from {{ ref('deal_stages') }}

),

staged_opportunities as (

    select
        opportunities.source_system,
        opportunities.opportunity_id,
        opportunities.is_closed,
        opportunities.is_won,
        opportunities.closed_at,
        opportunities.updated_at,
        latest_changes.changed_at,
        coalesce(opportunities.stage, latest_changes.stage) as deal_stage

    from opportunities
    left join latest_changes
        on
            opportunities.source_system = latest_changes.source_system
            and opportunities.opportunity_id = latest_changes.opportunity_id

),

-- What a deal says of itself outranks what its deal stage implies.
judged_opportunities as (

    select
        staged_opportunities.*,
        case
            when staged_opportunities.is_won then true
            else coalesce(
                staged_opportunities.is_closed,
                deal_stages.is_closed,
                staged_opportunities.closed_at is not null
            )
        end as is_ended,
        coalesce(staged_opportunities.is_won, deal_stages.is_won, false) as is_gained

    from staged_opportunities
    left join deal_stages
        on lower(trim(staged_opportunities.deal_stage)) = deal_stages.deal_stage

),

opportunity_outcomes as (

    select
        source_system,
        opportunity_id,
        deal_stage,
        is_ended as is_closed,
        is_gained and is_ended as is_won,
        case when is_ended then coalesce(closed_at, changed_at, updated_at) end as closed_at

    from judged_opportunities

)

select * from opportunity_outcomes
