with

months as (

    select * from {{ ref('funnel_months') }}

),

settings as (

    select
        max(case when setting = 'norm_months' then value end) as norm_months,
        max(case when setting = 'bottleneck_z' then value end) as bottleneck_z

    from {{ ref('funnel_settings') }}

),

months_before as (

    select
        months.funnel,
        months.month,
        months.channel,
        months.step,
        earlier_months.entered,
        earlier_months.converted,
        earlier_months.revenue,
        {{ months_between_starts('earlier_months.month', 'months.month') }} as months_ago

    from months
    inner join months as earlier_months
        on
            months.funnel = earlier_months.funnel
            and months.channel = earlier_months.channel
            and months.step = earlier_months.step
            and months.month > earlier_months.month

),

norms as (

    select
        months_before.funnel,
        months_before.month,
        months_before.channel,
        months_before.step,
        sum(months_before.entered) as entered,
        sum(months_before.converted) as converted,
        {{ safe_divide('sum(months_before.converted)', 'sum(months_before.entered)') }}
            as conversion_rate,
        {{ safe_divide('sum(months_before.revenue)', 'sum(months_before.converted)') }}
            as revenue_per_person

    from months_before
    inner join settings
        on months_before.months_ago <= settings.norm_months
    group by
        months_before.funnel, months_before.month, months_before.channel, months_before.step

),

compared_months as (

    select
        months.*,
        {{ safe_divide('months.converted', 'months.entered') }} as conversion_rate,
        cast(norms.entered as int) as norm_entered,
        cast(norms.converted as int) as norm_converted,
        norms.conversion_rate as norm_rate,
        {{ two_rates_z('months.converted', 'months.entered', 'norms.converted', 'norms.entered') }}
            as z,
        months.entered * norms.conversion_rate - months.converted as people_lost,
        -- Where nobody passed in the norm's months nobody brought anything either.
        coalesce(norms.revenue_per_person, 0) as revenue_per_person

    from months
    inner join norms
        on
            months.funnel = norms.funnel
            and months.month = norms.month
            and months.channel = norms.channel
            and months.step = norms.step

),

bottlenecks as (

    select
        compared_months.funnel,
        compared_months.month,
        compared_months.channel,
        compared_months.step_number,
        compared_months.step,
        compared_months.entered,
        compared_months.converted,
        compared_months.conversion_rate,
        compared_months.norm_entered,
        compared_months.norm_converted,
        compared_months.norm_rate,
        cast({{ rounded('compared_months.z', 6) }} as decimal(18, 6)) as z,
        coalesce(compared_months.z <= -settings.bottleneck_z, false) as is_bottleneck,
        compared_months.people_lost,
        cast({{ rounded(
            'compared_months.people_lost * compared_months.revenue_per_person', 2
        ) }} as decimal(18, 2)) as value_lost,
        cast(row_number() over (
            partition by compared_months.funnel, compared_months.month, compared_months.channel
            order by
                compared_months.people_lost * compared_months.revenue_per_person desc,
                compared_months.people_lost desc,
                compared_months.step_number asc
        ) as int) as bottleneck_rank

    from compared_months
    cross join settings

)

select * from bottlenecks
