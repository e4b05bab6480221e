with

forecast_deals as (

    select
        *,
        win_rate * on_time_rate as chance,
        cast(amount as double) as stake,
        {{ start_of_day(month_of(add_days('close_month', 31))) }} as close_month_over_at

    from {{ ref('int_forecast_deals') }}

),

-- Deals that share a rate are wrong together where it is.
rate_groups as (

    select
        made_on,
        is_current,
        close_month,
        months_ahead,
        case when grouping(segment) = 1 then '(all)' else segment end as segment_or_all,
        rate_group,
        close_month_over_at,
        on_time_rate,
        on_time_rate_variance,
        count(*) as open_deals,
        count(case when not is_told then 1 end) as undated_deals,
        count(case when amount is null and not lacks_rate then 1 end) as deals_without_amount,
        count(case when lacks_rate then 1 end) as deals_without_rate,
        sum(coalesce(amount, 0)) as open_amount,
        sum(least(coalesce(amount, 0), 0)) as least_amount,
        sum(greatest(coalesce(amount, 0), 0)) as greatest_amount,
        sum(weighted_amount) as weighted_amount,
        sum(forecast_amount) as forecast_amount,
        {{ exact_sum('stake * stake * chance * (1 - chance)', 6) }} as chance_variance,
        power({{ exact_sum('stake * on_time_rate') }}, 2) * max(win_rate_variance)
            as win_rate_variance,
        {{ exact_sum('stake * win_rate') }} as weighted_stake,
        sum(
            case
                when is_won_on_time and amount is not null then coalesce(outcome_amount, 0)
                else 0
            end
        ) as won_amount,
        count(case when is_won_on_time and amount is not null and outcome_amount is null then 1 end)
            as wins_without_rate

    from forecast_deals
    group by grouping sets (
        (
            made_on, is_current, close_month, months_ahead, close_month_over_at, on_time_rate,
            on_time_rate_variance, rate_group, segment
        ),
        (
            made_on, is_current, close_month, months_ahead, close_month_over_at, on_time_rate,
            on_time_rate_variance, rate_group
        )
    )

)

select * from rate_groups
