with

conversions as (

    select * from {{ ref('int_conversions') }}

),

models as (

    select * from {{ ref('attribution_models') }}

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

)

select
    conversions.conversion_id,
    models.attribution_model,
    sums.credit

from conversions
cross join models
left join sums
    on
        conversions.conversion_id = sums.conversion_id
        and models.attribution_model = sums.attribution_model
where
    coalesce(sums.credit, 0) <> 1
    or sums.revenue <> conversions.revenue
    or sums.margin <> conversions.margin
