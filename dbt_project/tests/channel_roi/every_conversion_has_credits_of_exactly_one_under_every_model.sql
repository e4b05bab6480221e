{{
    config(
        tags=['audited'],
        meta={
            'audited_as': [
                "under every model credits of a conversion sum to 1, and their money to what it brought",
            ]
        }
    )
}}
with

conversions as (

    select * from {{ ref('int_conversions') }}

),

models as (

    select count(*) as model_count from {{ ref('attribution_models') }}

),

sums as (

    select
        conversion_id,
        attribution_model,
        sum(credit) as credit,
        sum(revenue) as revenue,
        sum(margin) as margin

    from {{ ref('attribution_credits') }}
    group by conversion_id, attribution_model

),

-- A row for each conversion, not for each of its models: they are ten times as many to join.
credited_conversions as (

    select
        conversion_id,
        count(*) as model_count,
        min(credit) as least_credit,
        max(credit) as most_credit,
        min(revenue) as least_revenue,
        max(revenue) as most_revenue,
        min(margin) as least_margin,
        max(margin) as most_margin

    from sums
    group by conversion_id

)

select
    conversions.conversion_id,
    credited_conversions.model_count,
    credited_conversions.least_credit,
    credited_conversions.most_credit

from conversions
cross join models
left join credited_conversions
    on conversions.conversion_id = credited_conversions.conversion_id
where
    coalesce(credited_conversions.model_count, 0) <> models.model_count
    or credited_conversions.least_credit <> 1
    or credited_conversions.most_credit <> 1
    or credited_conversions.least_revenue <> conversions.revenue
    or credited_conversions.most_revenue <> conversions.revenue
    or credited_conversions.least_margin <> conversions.margin
    or credited_conversions.most_margin <> conversions.margin
