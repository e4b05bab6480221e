with

opportunities as (

    select * from {{ ref('int_opportunities') }}

),

orders as (

    select * from {{ ref('int_orders') }}

),

won_opportunities as (

    select
        opportunity_id,
        person_id,
        account_id,
        coalesce(closed_at, created_at) as won_at,
        coalesce(amount, 0) as amount

    from opportunities
    where is_won

),

orders_of_opportunities as (

    select
        opportunity_id,
        max(customer_id) as customer_id,
        sum(revenue) as revenue,
        sum(coalesce(margin, revenue)) as margin

    from orders
    where opportunity_id is not null
    group by opportunity_id

),

purchases as (

    -- Orders say what a deal brought; the amount in the CRM speaks only where there are none.
    select
        'won' as conversion_kind,
        won_opportunities.opportunity_id as purchase_key,
        won_opportunities.person_id,
        won_opportunities.account_id,
        coalesce(
            orders_of_opportunities.customer_id,
            won_opportunities.account_id,
            won_opportunities.person_id
        ) as customer_id,
        won_opportunities.won_at as purchased_at,
        coalesce(orders_of_opportunities.revenue, won_opportunities.amount) as revenue,
        coalesce(orders_of_opportunities.margin, won_opportunities.amount) as margin,
        true as is_purchase

    from won_opportunities
    left join orders_of_opportunities
        on won_opportunities.opportunity_id = orders_of_opportunities.opportunity_id

    union all

    -- An order of a deal that is not won (yet) would be lost with it, so it stands for itself;
    -- so do a refund whose order is missing and what it cost to take an order back. A cancelled
    -- order is nothing.
    select
        'order' as conversion_kind,
        orders.order_id as purchase_key,
        orders.person_id,
        orders.account_id,
        orders.customer_id,
        orders.ordered_at as purchased_at,
        coalesce(orders.revenue, 0) as revenue,
        coalesce(orders.margin, orders.revenue, 0) as margin,
        orders.is_purchase

    from orders
    left join won_opportunities
        on orders.opportunity_id = won_opportunities.opportunity_id
    where
        won_opportunities.opportunity_id is null
        and (orders.is_purchase or orders.revenue <> 0 or orders.margin <> 0)

),

numbered_purchases as (

    select
        conversion_kind,
        purchase_key,
        person_id,
        account_id,
        customer_id,
        purchased_at,
        cast(revenue as decimal(18, 2)) as revenue,
        cast(margin as decimal(18, 2)) as margin,
        customer_id is not null
        and is_purchase
        and row_number() over (
            partition by customer_id, is_purchase
            order by purchased_at nulls last, conversion_kind, purchase_key
        ) = 1 as is_new_customer

    from purchases

)

select * from numbered_purchases
