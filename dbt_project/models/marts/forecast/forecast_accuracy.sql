with

forecasts as (

    select
        *,
        forecast_amount - actual as error,
        actual between forecast_low and forecast_high as is_inside

    from {{ ref('pipeline_forecasts') }}
    where actual is not null and forecast_amount is not null

),

settings as (

    select
        max(case when setting = 'interval_z' then value end) as interval_z,
        max(case when setting = 'min_forecasts' then value end) as min_forecasts

    from {{ ref('forecast_settings') }}

),

horizons as (

    select
        segment,
        case when grouping(months_ahead) = 1 then '(all)' else cast(months_ahead as string) end
            as months_ahead_or_all,
        count(*) as forecasts,
        sum(forecast_amount) as forecast_amount,
        sum(actual) as actual,
        sum(error) as error,
        sum(abs(error)) as absolute_error,
        count(case when is_inside then 1 end) as inside,
        {{ safe_divide(
            'avg(cast(error as double)) * sqrt(count(*))', 'stddev_samp(cast(error as double))'
        ) }} as error_z

    from forecasts
    group by grouping sets ((segment, months_ahead), (segment))

),

accuracy as (

    select
        horizons.segment,
        horizons.months_ahead_or_all as months_ahead,
        cast(horizons.forecasts as int) as forecasts,
        cast(horizons.forecast_amount as decimal(18, 2)) as forecast_amount,
        cast(horizons.actual as decimal(18, 2)) as actual,
        cast(horizons.error as decimal(18, 2)) as error,
        {{ safe_divide('horizons.error', 'horizons.actual') }} as error_share,
        {{ safe_divide('horizons.absolute_error', 'horizons.actual') }} as absolute_error_share,
        cast(horizons.inside as int) as inside,
        {{ safe_divide('horizons.inside', 'horizons.forecasts') }} as share_inside,
        {{ wilson_low('horizons.inside', 'horizons.forecasts', 'settings.interval_z') }}
            as share_inside_low,
        {{ wilson_high('horizons.inside', 'horizons.forecasts', 'settings.interval_z') }}
            as share_inside_high,
        case
            when horizons.forecasts < settings.min_forecasts then 'too little data'
            when horizons.error_z > settings.interval_z then 'too high'
            when horizons.error_z < -settings.interval_z then 'too low'
            else 'in line'
        end as verdict

    from horizons
    cross join settings

)

select * from accuracy
