with

entries as (

    select
        *,
        {{ month_of(local_date('entered_at')) }} as month

    from {{ ref('funnel_entries') }}
    where not is_last_step

),

steps as (

    select * from {{ ref('funnel_steps') }}

),

purchases as (

    select * from {{ ref('int_purchases') }}

),

revenue_after_entries as (

    select
        entries.funnel,
        entries.person_id,
        entries.step,
        sum(purchases.revenue) as revenue

    from entries
    inner join purchases
        on
            entries.person_id = purchases.person_id
            and entries.next_entered_at <= purchases.purchased_at
    group by entries.funnel, entries.person_id, entries.step

),

judged_entries as (

    select
        entries.funnel,
        entries.month,
        entries.channel,
        entries.step_number,
        entries.step,
        steps.ripe_days,
        {{ start_of_day(month_of(add_days('entries.month', 31))) }} as month_over_at,
        coalesce(entries.days_to_next <= steps.ripe_days, false) as is_converted,
        coalesce(revenue_after_entries.revenue, 0) as revenue

    from entries
    inner join steps
        on entries.funnel = steps.funnel and entries.step = steps.step
    left join revenue_after_entries
        on
            entries.funnel = revenue_after_entries.funnel
            and entries.person_id = revenue_after_entries.person_id
            and entries.step = revenue_after_entries.step

),

-- Everyone who entered in the month has had the step's days by now.
ripe_entries as (

    select * from judged_entries
    where {{ add_days_to_instant('month_over_at', 'ripe_days') }} <= {{ as_of() }}

),

months as (

    select
        funnel,
        month,
        case when grouping(channel) = 1 then '(all)' else channel end as channel,
        step_number,
        step,
        cast(count(*) as int) as entered,
        cast(count(case when is_converted then 1 end) as int) as converted,
        cast(sum(case when is_converted then revenue else 0 end) as decimal(18, 2)) as revenue

    from ripe_entries
    group by grouping sets (
        (funnel, month, channel, step_number, step),
        (funnel, month, step_number, step)
    )

)

select * from months
