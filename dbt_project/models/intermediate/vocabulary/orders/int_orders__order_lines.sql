{%- set columns = [
    'source_system', 'order_id', 'line_id', 'lead_id', 'email', 'account_id', 'product',
    'product_line', 'quantity', 'amount', 'cost', 'currency', 'updated_at',
] -%}
with

orders as (

    select * from {{ ref('stg_orders__orders') }}
    where not is_deleted and not is_test

),

recorded_lines as (

    select
        lines.source_system,
        lines.order_id,
        lines.line_id,
        cast(null as string) as lead_id,
        cast(null as string) as email,
        cast(null as string) as account_id,
        lines.product,
        lines.product_line,
        lines.quantity,
        cast(round(lines.amount, 2) as decimal(18, 2)) as amount,
        cast(round(lines.unit_cost * lines.quantity, 2) as decimal(18, 2)) as cost,
        orders.currency,
        lines.updated_at,
        orders.amount as order_amount

    from {{ ref('stg_orders__order_lines') }} as lines
    inner join orders
        on
            lines.source_system = orders.source_system
            and lines.order_id = orders.order_id
    where not lines.is_deleted

),

-- What the order knows and its lines don't - a discount on the whole, tax within the prices - is a
-- line of its own.
differences as (

    select
        source_system,
        order_id,
        'order' as line_id,
        cast(null as string) as lead_id,
        cast(null as string) as email,
        cast(null as string) as account_id,
        cast(null as string) as product,
        cast(null as string) as product_line,
        cast(null as decimal(18, 2)) as quantity,
        cast(max(order_amount) - sum(amount) as decimal(18, 2)) as amount,
        cast(null as decimal(18, 2)) as cost,
        max(currency) as currency,
        max(updated_at) as updated_at

    from recorded_lines
    group by source_system, order_id
    having max(order_amount) <> sum(amount)

),

order_lines as (

    select {{ columns | join(', ') }} from recorded_lines
    union all
    select {{ columns | join(', ') }} from differences

)

select * from order_lines
