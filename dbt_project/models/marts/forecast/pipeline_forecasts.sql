with

rate_groups as (

    select * from {{ ref('int_forecast_rate_groups') }}

),

settings as (

    select max(case when setting = 'interval_z' then value end) as interval_z
    from {{ ref('forecast_settings') }}

),

forecasts as (

    select
        made_on,
        is_current,
        close_month,
        months_ahead,
        segment_or_all as segment,
        cast(sum(open_deals) as int) as open_deals,
        cast(sum(undated_deals) as int) as undated_deals,
        cast(sum(deals_without_amount) as int) as deals_without_amount,
        cast(sum(deals_without_rate) as int) as deals_without_rate,
        cast(sum(open_amount) as decimal(18, 2)) as open_amount,
        sum(least_amount) as least_amount,
        sum(greatest_amount) as greatest_amount,
        cast(sum(weighted_amount) as decimal(18, 2)) as weighted_amount,
        cast(sum(forecast_amount) as decimal(18, 2)) as forecast_amount,
        sqrt(
            {{ exact_sum('chance_variance', 6) }} + {{ exact_sum('win_rate_variance', 6) }}
            + power({{ exact_sum('weighted_stake') }}, 2) * max(on_time_rate_variance)
        ) as forecast_deviation,
        case
            when close_month_over_at <= {{ as_of() }} and sum(wins_without_rate) = 0
                then cast(sum(won_amount) as decimal(18, 2))
        end as actual

    from rate_groups
    group by
        made_on, is_current, close_month, months_ahead, segment_or_all, close_month_over_at

),

-- No less can come than all that costs us, no more than all that pays.
bounded_forecasts as (

    select
        forecasts.made_on,
        forecasts.is_current,
        forecasts.close_month,
        forecasts.months_ahead,
        forecasts.segment,
        forecasts.open_deals,
        forecasts.undated_deals,
        forecasts.deals_without_amount,
        forecasts.deals_without_rate,
        forecasts.open_amount,
        forecasts.weighted_amount,
        forecasts.forecast_amount,
        cast({{ rounded("case when forecasts.forecast_amount is not null then greatest("
            ~ "forecasts.forecast_amount - settings.interval_z * forecasts.forecast_deviation, "
            ~ "forecasts.least_amount) end", 2
        ) }} as decimal(18, 2)) as forecast_low,
        cast({{ rounded("case when forecasts.forecast_amount is not null then least("
            ~ "forecasts.forecast_amount + settings.interval_z * forecasts.forecast_deviation, "
            ~ "forecasts.greatest_amount) end", 2
        ) }} as decimal(18, 2)) as forecast_high,
        forecasts.actual,
        case
            when
                forecasts.open_deals
                = forecasts.deals_without_amount + forecasts.deals_without_rate
                then 'no amounts'
            when forecasts.forecast_amount is null then 'too little data'
        end as note

    from forecasts
    cross join settings

)

select * from bounded_forecasts
