-- Others: unknown buyers, and known ones with nothing but a lone refund or a cancelled order.
with

customers as (

    select * from {{ ref('customer_values') }}

),

orders as (

    select * from {{ ref('int_orders') }}

),

totals as (

    select
        (select coalesce(sum(revenue), 0) from customers) as revenue_of_customers,
        (
            select coalesce(sum(orders.revenue), 0)
            from orders
            left join customers
                on orders.customer_id = customers.customer_id
            where customers.customer_id is null
        ) as revenue_of_others,
        (select coalesce(sum(revenue), 0) from orders) as all_revenue

)

select * from totals
where revenue_of_customers + revenue_of_others <> all_revenue
