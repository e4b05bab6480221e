with

all_spend as (

    select coalesce(sum(cost), 0) as spend
    from {{ ref('int_ad_spend') }}

),

returns as (

    select
        group_kind,
        attribution_model,
        month = '(all)' as is_all_months,
        sum(spend) as spend

    from {{ ref('returns_by_group') }}
    group by group_kind, attribution_model, month = '(all)'

)

select
    returns.*,
    all_spend.spend as booked_spend

from returns
cross join all_spend
where returns.spend <> all_spend.spend
