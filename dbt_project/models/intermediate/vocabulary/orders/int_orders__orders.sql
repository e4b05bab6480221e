with

orders as (

    select * from {{ ref('stg_orders__orders') }}

),

refunds as (

    select * from {{ ref('int_orders__refunds') }}

),

-- What an order cost stands in its lines. A refund is an order too, one that names the order it
-- takes back; its id is marked, for shops number both from one on.
orders_and_refunds as (

    select
        source_system,
        order_id,
        cast(null as string) as refunds_order_id,
        customer_id as lead_id,
        email,
        account_id,
        opportunity_id,
        status,
        cast(amount as decimal(18, 2)) as amount,
        cast(null as decimal(18, 2)) as cost,
        currency,
        ordered_at,
        updated_at

    from orders
    where not is_deleted and not is_test
    union all
    select
        refunds.source_system,
        'refund:' || refunds.refund_id as order_id,
        refunds.order_id as refunds_order_id,
        orders.customer_id as lead_id,
        orders.email,
        orders.account_id,
        orders.opportunity_id,
        'refunded' as status,
        cast(refunds.amount as decimal(18, 2)) as amount,
        cast(round(refunds.cost, 2) as decimal(18, 2)) as cost,
        orders.currency,
        refunds.created_at as ordered_at,
        refunds.updated_at

    from refunds
    left join orders
        on
            refunds.source_system = orders.source_system
            and refunds.order_id = orders.order_id
    where not coalesce(orders.is_deleted or orders.is_test, false)

)

select * from orders_and_refunds
