{{
    config(
        tags=['audited'],
        meta={
            'audited_as': [
                "groups of each kind hold every customer and all they brought",
            ]
        }
    )
}}
select
    group_kind,
    sum(customers) as customers,
    sum(revenue) as revenue

from {{ ref('clv_by_group') }}
group by group_kind
having
    sum(customers) <> (select count(*) from {{ ref('customer_values') }})
    or sum(revenue) <> (select sum(revenue) from {{ ref('customer_values') }})
