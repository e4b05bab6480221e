with

customers as (

    select * from {{ ref('customer_values') }}

),

rules as (

    select
        *,
        'recency ' || min_recency_score || ' to ' || max_recency_score
        || ', frequency ' || min_frequency_score || ' to ' || max_frequency_score
        || ', money ' || min_monetary_score || ' to ' || max_monetary_score as rule

    from {{ ref('rfm_segments') }}

),

company_segments as (

    select
        rfm_segment,
        segment,
        revenue,
        historical_clv,
        is_repeat,
        probability_alive,
        predicted_clv
    from customers

    union all

    select
        rfm_segment,
        '(all)' as segment,
        revenue,
        historical_clv,
        is_repeat,
        probability_alive,
        predicted_clv
    from customers

),

totals as (

    select
        count(*) as customers,
        sum(revenue) as revenue
    from customers

),

counted_segments as (

    select
        rfm_segment,
        segment,
        count(*) as customers,
        sum(revenue) as revenue,
        sum(historical_clv) as margin,
        count(case when is_repeat then 1 end) as repeat_customers,
        {{ safe_divide(exact_sum('probability_alive'), 'count(probability_alive)') }}
            as probability_alive,
        {{ safe_divide(exact_sum('predicted_clv'), 'count(predicted_clv)') }} as predicted_clv

    from company_segments
    group by rfm_segment, segment

),

-- A segment without customers is shown too, as one of all.
segments as (

    select
        rules.rfm_segment,
        coalesce(counted_segments.segment, '(all)') as segment,
        rules.priority,
        rules.rule,
        rules.note as advice,
        cast(coalesce(counted_segments.customers, 0) as int) as customers,
        {{ safe_divide('coalesce(counted_segments.customers, 0)', 'totals.customers') }}
            as customer_share,
        cast(coalesce(counted_segments.revenue, 0) as decimal(18, 2)) as revenue,
        {{ safe_divide('coalesce(counted_segments.revenue, 0)', 'totals.revenue') }}
            as revenue_share,
        {{ safe_divide('counted_segments.margin', 'counted_segments.customers') }}
            as historical_clv,
        {{ safe_divide('counted_segments.repeat_customers', 'counted_segments.customers') }}
            as repeat_purchase_rate,
        counted_segments.probability_alive,
        counted_segments.predicted_clv

    from rules
    cross join totals
    left join counted_segments
        on rules.rfm_segment = counted_segments.rfm_segment

)

select * from segments
