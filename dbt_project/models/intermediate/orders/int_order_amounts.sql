with

orders as (

    select * from {{ ref('int_all_orders') }}

),

order_lines as (

    select
        *,
        coalesce(lead_id, email, account_id) is not null as has_buyer

    from {{ ref('int_all_order_lines') }}

),

ordered_with_lines as (

    select distinct
        source_system,
        order_id

    from order_lines

),

-- Lines carry the money where they exist; a line without its header is kept, with no time.
line_parts as (

    select
        {{ hash_key(['order_lines.source_system', 'order_lines.order_id', 'order_lines.line_id']) }}
            as order_part_id,
        order_lines.source_system,
        order_lines.order_id,
        case when order_lines.has_buyer then order_lines.identity_key else orders.identity_key end
            as identity_key,
        case when order_lines.has_buyer then order_lines.account_id else orders.account_id end
            as account_id,
        orders.opportunity_id,
        orders.refunds_order_id,
        orders.status,
        orders.ordered_at,
        order_lines.amount,
        order_lines.cost,
        coalesce(order_lines.currency, orders.currency) as currency

    from order_lines
    left join orders
        on
            order_lines.source_system = orders.source_system
            and order_lines.order_id = orders.order_id

),

header_parts as (

    select
        {{ hash_key(['orders.source_system', 'orders.order_id', 'null']) }} as order_part_id,
        orders.source_system,
        orders.order_id,
        orders.identity_key,
        orders.account_id,
        orders.opportunity_id,
        orders.refunds_order_id,
        orders.status,
        orders.ordered_at,
        orders.amount,
        orders.cost,
        orders.currency

    from orders
    left join ordered_with_lines
        on
            orders.source_system = ordered_with_lines.source_system
            and orders.order_id = ordered_with_lines.order_id
    where ordered_with_lines.order_id is null

),

order_amounts as (

    select * from line_parts
    union all
    select * from header_parts

)

select * from order_amounts
