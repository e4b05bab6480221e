with

months as (

    select * from {{ ref('funnel_months') }}
    where channel <> '(all)'

),

previous_months as (

    select
        *,
        {{ month_of(add_days('month', 31)) }} as next_month

    from months

),

channel_pairs as (

    select
        coalesce(months.funnel, previous_months.funnel) as funnel,
        coalesce(months.month, previous_months.next_month) as month,
        coalesce(months.channel, previous_months.channel) as channel,
        coalesce(months.step_number, previous_months.step_number) as step_number,
        coalesce(months.step, previous_months.step) as step,
        coalesce(months.entered, 0) as entered,
        coalesce(months.converted, 0) as converted,
        coalesce(previous_months.entered, 0) as previous_entered,
        coalesce(previous_months.converted, 0) as previous_converted

    from months
    full join previous_months
        on
            months.funnel = previous_months.funnel
            and months.month = previous_months.next_month
            and months.channel = previous_months.channel
            and months.step = previous_months.step

),

-- Shares are null in a month in which nobody entered: nothing to compare.
rates as (

    select
        *,
        {{ safe_divide('entered', 'sum(entered) over all_channels') }} as share,
        {{ safe_divide('previous_entered', 'sum(previous_entered) over all_channels') }}
            as previous_share,
        {{ safe_divide('converted', 'entered') }} as rate,
        {{ safe_divide('previous_converted', 'previous_entered') }} as previous_rate,
        {{ safe_divide(
            'sum(converted) over all_channels', 'sum(entered) over all_channels'
        ) }} as total_rate,
        {{ safe_divide(
            'sum(previous_converted) over all_channels', 'sum(previous_entered) over all_channels'
        ) }} as previous_total_rate

    from channel_pairs
    window all_channels as (partition by funnel, month, step)

),

-- A channel of which nobody came in one of the months has no rate that could have changed: coming
-- and staying away are all mix.
effects as (

    select
        *,
        cast(
            (share - previous_share) * (
                coalesce(rate, previous_rate) + coalesce(previous_rate, rate)
                - total_rate - previous_total_rate
            ) / 2 as decimal(18, 12)
        ) as mix_effect,
        cast(
            (coalesce(rate, previous_rate) - coalesce(previous_rate, rate))
            * (share + previous_share) / 2 as decimal(18, 12)
        ) as rate_effect

    from rates
    where share is not null and previous_share is not null

),

changes as (

    select
        funnel,
        month,
        step_number,
        step,
        case when grouping(channel) = 1 then '(all)' else channel end as channel,
        cast(sum(entered) as int) as entered,
        cast(sum(previous_entered) as int) as previous_entered,
        {{ safe_divide('sum(converted)', 'sum(entered)') }} as conversion_rate,
        {{ safe_divide('sum(previous_converted)', 'sum(previous_entered)') }} as previous_rate,
        cast(sum(mix_effect) as decimal(18, 12)) as mix_effect,
        cast(sum(rate_effect) as decimal(18, 12)) as rate_effect,
        cast(sum(mix_effect) + sum(rate_effect) as decimal(18, 12)) as change

    from effects
    group by grouping sets (
        (funnel, month, step_number, step, channel),
        (funnel, month, step_number, step)
    )

)

select * from changes
