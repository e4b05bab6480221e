with

wins as (

    select * from {{ ref('int_timed_wins') }}

),

forecast_days as (

    select * from {{ ref('int_forecast_days') }}

),

settings as (

    select max(case when setting = 'min_deals' then value end) as min_deals
    from {{ ref('forecast_settings') }}

),

horizons as (

    select distinct months_ahead
    from {{ ref('int_expected_closes') }}

),

-- Of each horizon alone, and of it with all that lie beyond.
lessons as (

    select
        learned_on,
        months_ahead,
        false as has_beyond,
        count(distinct opportunity_id) as deals,
        count(*) as wins,
        count(case when is_on_time then 1 end) as wins_on_time

    from wins
    group by learned_on, months_ahead

    union all

    select
        wins.learned_on,
        horizons.months_ahead,
        true as has_beyond,
        count(distinct wins.opportunity_id) as deals,
        count(*) as wins,
        count(case when wins.is_on_time then 1 end) as wins_on_time

    from wins
    inner join horizons
        on wins.months_ahead >= horizons.months_ahead
    group by wins.learned_on, horizons.months_ahead

),

known_rates as (

    select
        forecast_days.made_on,
        lessons.months_ahead,
        lessons.has_beyond,
        sum(lessons.wins) as wins,
        sum(lessons.wins_on_time) as wins_on_time

    from forecast_days
    inner join lessons
        on forecast_days.made_on >= lessons.learned_on
    cross join settings
    group by
        forecast_days.made_on, lessons.months_ahead, lessons.has_beyond, settings.min_deals
    having sum(lessons.deals) >= settings.min_deals

),

-- A horizon speaks for itself where it can, else with those beyond it, else with nearer ones too.
on_time_rates as (

    select
        forecast_days.made_on,
        horizons.months_ahead,
        known_rates.wins,
        known_rates.wins_on_time,
        {{ safe_divide('known_rates.wins_on_time', 'known_rates.wins') }} as on_time_rate,
        {{ rate_variance('known_rates.wins_on_time', 'known_rates.wins') }}
            as on_time_rate_variance

    from forecast_days
    cross join horizons
    inner join known_rates
        on
            forecast_days.made_on = known_rates.made_on
            and (
                horizons.months_ahead = known_rates.months_ahead
                or (horizons.months_ahead > known_rates.months_ahead and known_rates.has_beyond)
            )
    qualify
        row_number() over (
            partition by forecast_days.made_on, horizons.months_ahead
            order by known_rates.months_ahead desc, known_rates.has_beyond asc
        ) = 1

)

select * from on_time_rates
