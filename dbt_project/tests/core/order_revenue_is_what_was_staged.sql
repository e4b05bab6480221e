-- To the cent, from the staged rows alone: lines, orders without lines, less refunds, cancelled
-- ones at zero. In original currencies, so that no rate can hide a difference.
with

orders as (

    select
        *,
        lower(trim(status)) as status_key

    from {{ ref('int_all_orders') }}

),

cancelled_statuses as (

    select * from {{ ref('order_statuses') }}
    where is_cancelled

),

cancelled_orders as (

    select
        orders.source_system,
        orders.order_id

    from orders
    inner join cancelled_statuses
        on orders.status_key = cancelled_statuses.status

),

line_sums as (

    select
        source_system,
        order_id,
        sum(amount) as amount,
        -sum(abs(amount)) as refunded_amount

    from {{ ref('int_all_order_lines') }}
    group by source_system, order_id

),

order_sums as (

    select
        coalesce(orders.source_system, line_sums.source_system) as source_system,
        coalesce(orders.order_id, line_sums.order_id) as order_id,
        orders.refunds_order_id,
        case
            when orders.refunds_order_id is null then coalesce(line_sums.amount, orders.amount)
            else coalesce(line_sums.refunded_amount, -abs(orders.amount))
        end as amount

    from orders
    full outer join line_sums
        on
            orders.source_system = line_sums.source_system
            and orders.order_id = line_sums.order_id

),

staged as (

    select sum(order_sums.amount) as revenue

    from order_sums
    left join cancelled_orders
        on
            order_sums.source_system = cancelled_orders.source_system
            and order_sums.order_id = cancelled_orders.order_id
    left join cancelled_orders as cancelled_refunded
        on
            order_sums.source_system = cancelled_refunded.source_system
            and order_sums.refunds_order_id = cancelled_refunded.order_id
    where cancelled_orders.order_id is null and cancelled_refunded.order_id is null

),

booked as (

    select sum(original_revenue) as revenue from {{ ref('orders') }}

),

difference as (

    select
        staged.revenue as staged_revenue,
        booked.revenue as mart_revenue

    from staged
    cross join booked
    where staged.revenue is distinct from booked.revenue

)

select * from difference
