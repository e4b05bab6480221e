with

open_deals as (

    select * from {{ ref('int_open_deals') }}

),

learned_deals as (

    select * from {{ ref('int_learned_deals') }}

),

forecast_days as (

    select * from {{ ref('int_forecast_days') }}

),

settings as (

    select max(case when setting = 'min_deals' then value end) as min_deals
    from {{ ref('forecast_settings') }}

),

-- A deal counts once in every group in which a month began for it; what is null is not asked.
lessons as (

    select
        learned_on,
        deal_stage,
        age_band,
        segment,
        grouping(deal_stage) + grouping(age_band) + grouping(segment) as coarseness,
        count(distinct opportunity_id) as deals,
        count(distinct case when is_won then opportunity_id end) as won

    from learned_deals
    group by grouping sets (
        (learned_on, deal_stage, age_band, segment),
        (learned_on, deal_stage, age_band),
        (learned_on, deal_stage),
        (learned_on)
    )

),

known_rates as (

    select
        forecast_days.made_on,
        lessons.deal_stage,
        lessons.age_band,
        lessons.segment,
        lessons.coarseness,
        sum(lessons.deals) as deals,
        sum(lessons.won) as won

    from forecast_days
    inner join lessons
        on forecast_days.made_on >= lessons.learned_on
    group by
        forecast_days.made_on, lessons.deal_stage, lessons.age_band, lessons.segment,
        lessons.coarseness

),

cells as (

    select distinct
        made_on,
        deal_stage,
        age_band,
        segment

    from open_deals

),

-- The finest group with enough deals speaks for a cell.
win_rates as (

    select
        cells.made_on,
        cells.deal_stage,
        cells.age_band,
        cells.segment,
        concat_ws(' · ', known_rates.deal_stage, known_rates.age_band, known_rates.segment)
            as rate_group,
        known_rates.deals,
        known_rates.won,
        {{ safe_divide('known_rates.won', 'known_rates.deals') }} as win_rate,
        {{ rate_variance('known_rates.won', 'known_rates.deals') }} as win_rate_variance

    from cells
    cross join settings
    inner join known_rates
        on
            cells.made_on = known_rates.made_on
            and cells.deal_stage = coalesce(known_rates.deal_stage, cells.deal_stage)
            and cells.age_band = coalesce(known_rates.age_band, cells.age_band)
            and cells.segment = coalesce(known_rates.segment, cells.segment)
            and settings.min_deals <= known_rates.deals
    qualify
        row_number() over (
            partition by cells.made_on, cells.deal_stage, cells.age_band, cells.segment
            order by known_rates.coarseness
        ) = 1

)

select * from win_rates
