with

opportunities as (

    select * from {{ ref('int_all_opportunities') }}

),

stage_changes as (

    select * from {{ ref('int_all_opportunity_stage_changes') }}

),

deal_stages as (

    select * from {{ ref('deal_stages') }}

),

-- Of moves in one second, one that ends the deal was the last.
latest_changes as (

    select stage_changes.*

    from stage_changes
    left join deal_stages
        on {{ spelling_of_deal_stage('stage_changes.stage') }} = deal_stages.deal_stage
    qualify
        row_number() over (
            partition by stage_changes.source_system, stage_changes.opportunity_id
            order by
                stage_changes.changed_at desc,
                coalesce(deal_stages.is_closed, false) desc,
                stage_changes.stage asc
        ) = 1

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
        on {{ spelling_of_deal_stage('staged_opportunities.deal_stage') }} = deal_stages.deal_stage

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
