{{
    config(
        tags=['audited'],
        meta={
            'audited_as': [
                "under every model credits of a conversion sum to 1, and their money to what it brought",
                "the revenue booked is that of all orders, and of deals won without any",
                "channels together return what was credited: money, leads, MQLs, opportunities, customers",
            ]
        }
    )
}}
-- Booked: all orders, and the amounts of won deals that have none.
with

orders as (

    select * from {{ ref('int_orders') }}

),

ordered_opportunities as (

    select distinct opportunity_id from orders

),

won_without_orders as (

    select opportunities.amount

    from {{ ref('int_opportunities') }} as opportunities
    left join ordered_opportunities
        on opportunities.opportunity_id = ordered_opportunities.opportunity_id
    where opportunities.is_won and ordered_opportunities.opportunity_id is null

),

booked as (

    select
        (select coalesce(sum(revenue), 0) from orders)
        + (select coalesce(sum(amount), 0) from won_without_orders)
            as revenue

),

attributed as (

    select
        models.attribution_model,
        coalesce(sum(results.revenue), 0) as revenue

    from {{ ref('attribution_models') }} as models
    left join {{ ref('attributed_results') }} as results
        on models.attribution_model = results.attribution_model
    group by models.attribution_model

)

select
    attributed.attribution_model,
    attributed.revenue as attributed_revenue,
    booked.revenue as booked_revenue

from attributed
cross join booked
where attributed.revenue <> booked.revenue
