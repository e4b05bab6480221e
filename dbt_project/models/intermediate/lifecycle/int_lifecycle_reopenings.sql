with

stage_changes as (

    select * from {{ ref('int_opportunity_stage_changes') }}

),

deal_stages as (

    select * from {{ ref('deal_stages') }}

),

-- A stage that nobody has mapped is not an end.
judged_changes as (

    select
        stage_changes.opportunity_id,
        stage_changes.changed_at,
        coalesce(deal_stages.is_closed, false) as is_closed,
        coalesce(deal_stages.is_closed and not deal_stages.is_won, false) as is_lost

    from stage_changes
    left join deal_stages
        on {{ spelling_of_deal_stage('stage_changes.deal_stage') }} = deal_stages.deal_stage

),

-- Of moves in one second, one that ends the deal was the last.
turns as (

    select * from judged_changes
    qualify
        lag(is_lost) over (
            partition by opportunity_id order by changed_at asc, is_closed asc
        ) is distinct from is_lost

),

paired_turns as (

    select
        *,
        lead(changed_at) over (
            partition by opportunity_id order by changed_at asc, is_closed asc
        ) as reopened_at,
        lead(is_closed) over (
            partition by opportunity_id order by changed_at asc, is_closed asc
        ) as is_closed_next

    from turns

),

taken_back_losses as (

    select * from paired_turns
    where is_lost and not is_closed_next and reopened_at > changed_at

),

reopenings as (

    select
        opportunity_id,
        'opportunity_lost' as evidence,
        'lost' as stage,
        changed_at as occurred_at,
        -1 as open_change
    from taken_back_losses

    union all

    select
        opportunity_id,
        'opportunity_reopened' as evidence,
        'opportunity' as stage,
        reopened_at as occurred_at,
        1 as open_change
    from taken_back_losses

)

select * from reopenings
