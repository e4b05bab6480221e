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

    select
        max(case when setting = 'min_deals' then value end) as min_deals,
        max(case when setting = 'assumed_days_to_close' then value end) as assumed_days_to_close

    from {{ ref('forecast_settings') }}

),

-- A null stage is all of them.
lessons as (

    select
        learned_on,
        deal_stage,
        count(distinct opportunity_id) as deals,
        count(*) as days_told,
        sum(days_left) as days_left

    from learned_deals
    group by grouping sets ((learned_on, deal_stage), (learned_on))

),

times_left as (

    select
        forecast_days.made_on,
        lessons.deal_stage,
        {{ safe_divide('sum(lessons.days_left)', 'sum(lessons.days_told)') }} as days_left

    from forecast_days
    inner join lessons
        on forecast_days.made_on >= lessons.learned_on
    cross join settings
    group by forecast_days.made_on, lessons.deal_stage, settings.min_deals
    having sum(lessons.deals) >= settings.min_deals

),

-- A day that has passed says no more than none: such a deal closes after the time that deals of its
-- stage had left.
dated_deals as (

    select
        open_deals.*,
        coalesce(open_deals.told_close_on >= open_deals.made_on, false) as is_told,
        cast(round(coalesce(
            stage_times.days_left, all_times.days_left, settings.assumed_days_to_close
        )) as int) as days_left

    from open_deals
    cross join settings
    left join times_left as stage_times
        on
            open_deals.made_on = stage_times.made_on
            and open_deals.deal_stage = stage_times.deal_stage
    left join times_left as all_times
        on open_deals.made_on = all_times.made_on and all_times.deal_stage is null

),

months_of_close as (

    select
        *,
        {{ month_of('made_on') }} as made_month,
        case
            when is_told then {{ month_of('told_close_on') }}
            else {{ month_of(add_days('made_on', 'days_left')) }}
        end as close_month

    from dated_deals

),

expected_closes as (

    select
        opportunity_id,
        made_on,
        is_told,
        close_month,
        {{ months_between_starts('made_month', 'close_month') }} as months_ahead

    from months_of_close

)

select * from expected_closes
