with

expected_closes as (

    select * from {{ ref('int_expected_closes') }}

),

learned_deals as (

    select * from {{ ref('int_learned_deals') }}
    where is_won

),

forecast_days as (

    select * from {{ ref('int_forecast_days') }}

),

settings as (

    select max(case when setting = 'min_deals' then value end) as min_deals
    from {{ ref('forecast_settings') }}

),

-- Null months ahead are all of them.
lessons as (

    select
        learned_deals.learned_on,
        expected_closes.months_ahead,
        count(distinct learned_deals.opportunity_id) as deals,
        count(*) as wins,
        count(case when learned_deals.closed_month = expected_closes.close_month then 1 end)
            as wins_on_time

    from learned_deals
    inner join expected_closes
        on
            learned_deals.opportunity_id = expected_closes.opportunity_id
            and learned_deals.made_on = expected_closes.made_on
    group by grouping sets (
        (learned_deals.learned_on, expected_closes.months_ahead),
        (learned_deals.learned_on)
    )

),

known_rates as (

    select
        forecast_days.made_on,
        lessons.months_ahead,
        sum(lessons.wins) as wins,
        sum(lessons.wins_on_time) as wins_on_time

    from forecast_days
    inner join lessons
        on forecast_days.made_on >= lessons.learned_on
    cross join settings
    group by forecast_days.made_on, lessons.months_ahead, settings.min_deals
    having sum(lessons.deals) >= settings.min_deals

),

horizons as (

    select distinct
        made_on,
        months_ahead

    from expected_closes

),

chosen_rates as (

    select
        horizons.made_on,
        horizons.months_ahead,
        coalesce(own_rates.wins, all_rates.wins) as wins,
        coalesce(own_rates.wins_on_time, all_rates.wins_on_time) as wins_on_time

    from horizons
    inner join known_rates as all_rates
        on horizons.made_on = all_rates.made_on and all_rates.months_ahead is null
    left join known_rates as own_rates
        on
            horizons.made_on = own_rates.made_on
            and horizons.months_ahead = own_rates.months_ahead

),

on_time_rates as (

    select
        made_on,
        months_ahead,
        wins,
        wins_on_time,
        {{ safe_divide('wins_on_time', 'wins') }} as on_time_rate,
        {{ rate_variance('wins_on_time', 'wins') }} as on_time_rate_variance

    from chosen_rates

)

select * from on_time_rates
