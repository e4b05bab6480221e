with

order_buyers as (

    select
        *,
        {{ local_date('ordered_at') }} as ordered_on

    from {{ ref('int_order_buyers') }}

),

order_deals as (

    select * from {{ ref('int_order_deals') }}

),

orders as (

    select
        order_buyers.order_id,
        order_buyers.source_system,
        order_buyers.source_record_id,
        coalesce(order_buyers.person_id, order_deals.person_id) as person_id,
        order_buyers.account_id,
        order_buyers.customer_id,
        case
            when order_buyers.account_id is not null then 'account'
            when order_buyers.customer_id is not null then 'person'
        end as customer_kind,
        coalesce(order_buyers.opportunity_id, order_deals.opportunity_id) as opportunity_id,
        order_buyers.ordered_at,
        order_buyers.ordered_on,
        order_buyers.revenue,
        order_buyers.cost,
        cast(order_buyers.revenue - coalesce(order_buyers.cost, 0) as decimal(18, 2)) as margin,
        order_buyers.original_revenue,
        order_buyers.currency,
        order_buyers.is_purchase,
        order_buyers.refunded_at,
        case
            when
                order_buyers.is_purchase
                and order_buyers.customer_id is not null
                and order_buyers.ordered_at is not null
                then cast(
                    row_number() over (
                        partition by order_buyers.customer_id, order_buyers.is_purchase
                        order by order_buyers.ordered_at nulls last, order_buyers.order_id
                    ) as int
                )
        end as order_number

    from order_buyers
    inner join order_deals
        on order_buyers.order_id = order_deals.order_id

)

select * from orders
