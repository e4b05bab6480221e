with

refunds as (

    select * from {{ ref('stg_orders__refunds') }}
    where not is_deleted

),

refund_lines as (

    select * from {{ ref('stg_orders__refund_lines') }}
    where not is_deleted

),

orders as (

    select * from {{ ref('stg_orders__orders') }}

),

order_lines as (

    select * from {{ ref('stg_orders__order_lines') }}

),

-- A line says tax where an order says whether its prices contain it.
refunded_lines as (

    select
        refunds.source_system,
        refunds.refund_id,
        case
            when orders.is_tax_included then refund_lines.subtotal - refund_lines.tax
            else refund_lines.subtotal
        end as amount,
        case when refund_lines.is_returned then refund_lines.quantity * order_lines.unit_cost end
            as cost

    from refunds
    inner join refund_lines
        on
            refunds.source_system = refund_lines.source_system
            and refunds.refund_id = refund_lines.refund_id
    left join orders
        on
            refunds.source_system = orders.source_system
            and refunds.order_id = orders.order_id
    left join order_lines
        on
            refund_lines.source_system = order_lines.source_system
            and refund_lines.order_line_id = order_lines.line_id

),

sums_of_lines as (

    select
        source_system,
        refund_id,
        sum(amount) as amount,
        sum(cost) as cost

    from refunded_lines
    group by source_system, refund_id

),

-- Where lines exist they carry the money, as they do for orders.
refunded_orders as (

    select
        refunds.source_system,
        refunds.refund_id,
        refunds.order_id,
        coalesce(sums_of_lines.amount, refunds.amount) as amount,
        sums_of_lines.cost,
        refunds.created_at,
        refunds.updated_at

    from refunds
    left join sums_of_lines
        on
            refunds.source_system = sums_of_lines.source_system
            and refunds.refund_id = sums_of_lines.refund_id

)

select * from refunded_orders
