with

open_deals as (

    select * from {{ ref('int_open_deals') }}

),

closed_deals as (

    select * from {{ ref('int_opportunities') }}
    where is_closed and closed_at is not null

),

forecast_days as (

    select * from {{ ref('int_forecast_days') }}

),

-- The first forecast that may know how a deal ended.
lessons as (

    select
        closed_deals.opportunity_id,
        closed_deals.is_won,
        closed_deals.closed_at,
        min(forecast_days.made_on) as learned_on

    from closed_deals
    inner join forecast_days
        on closed_deals.closed_at <= forecast_days.made_at
    group by closed_deals.opportunity_id, closed_deals.is_won, closed_deals.closed_at

),

learned_deals as (

    select
        open_deals.opportunity_id,
        open_deals.made_on,
        open_deals.deal_stage,
        open_deals.age_band,
        open_deals.segment,
        lessons.learned_on,
        lessons.is_won,
        {{ days_elapsed('open_deals.made_at', 'lessons.closed_at') }} as days_left,
        {{ month_of(local_date('lessons.closed_at')) }} as closed_month

    from open_deals
    inner join lessons
        on open_deals.opportunity_id = lessons.opportunity_id

)

select * from learned_deals
