-- From the staged rows alone: lines, orders without lines, less refunds, cancelled ones left out.
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

told_order_revenue as (

    select
        order_sums.source_system,
        order_sums.order_id,
        order_sums.amount as revenue

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

)

select * from told_order_revenue
