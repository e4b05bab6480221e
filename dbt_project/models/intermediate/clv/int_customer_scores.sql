with

customers as (

    select * from {{ ref('int_customers') }}

),

segments as (

    select * from {{ ref('rfm_segments') }}

),

settings as (

    select max(case when setting = 'score_count' then value end) as score_count
    from {{ ref('clv_settings') }}

),

-- Ranks with ties, not ntile: equal customers get equal scores.
ranked_customers as (

    select
        customer_id,
        rank() over (order by last_ordered_on) - 1 as recency_rank,
        rank() over (order by purchase_days) - 1 as frequency_rank,
        rank() over (order by revenue) - 1 as monetary_rank,
        nullif(count(*) over () - 1, 0) as last_rank

    from customers

),

banded_customers as (

    select
        ranked_customers.customer_id,
        settings.score_count,
        floor(recency_rank * settings.score_count / last_rank) + 1 as recency_band,
        floor(frequency_rank * settings.score_count / last_rank) + 1 as frequency_band,
        floor(monetary_rank * settings.score_count / last_rank) + 1 as monetary_band

    from ranked_customers
    cross join settings

),

-- The last rank alone would open a band of its own; an only customer has no rank to compare.
scored_customers as (

    select
        customer_id,
        cast(least(coalesce(recency_band, 1), score_count) as int) as recency_score,
        cast(least(coalesce(frequency_band, 1), score_count) as int) as frequency_score,
        cast(least(coalesce(monetary_band, 1), score_count) as int) as monetary_score

    from banded_customers

),

customer_scores as (

    select
        scored_customers.customer_id,
        scored_customers.recency_score,
        scored_customers.frequency_score,
        scored_customers.monetary_score,
        min_by(segments.rfm_segment, segments.priority) as rfm_segment

    from scored_customers
    inner join segments
        on
            scored_customers.recency_score >= segments.min_recency_score
            and scored_customers.recency_score <= segments.max_recency_score
            and scored_customers.frequency_score >= segments.min_frequency_score
            and scored_customers.frequency_score <= segments.max_frequency_score
            and scored_customers.monetary_score >= segments.min_monetary_score
            and scored_customers.monetary_score <= segments.max_monetary_score
    group by
        scored_customers.customer_id,
        scored_customers.recency_score,
        scored_customers.frequency_score,
        scored_customers.monetary_score

)

select * from customer_scores
