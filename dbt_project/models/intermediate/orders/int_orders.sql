with

order_buyers as (

    select
        *,
        {{ hash_key(['source_system', 'source_record_id', 'customer_id']) }} as order_id,
        {{ local_date('ordered_at') }} as ordered_on

    from {{ ref('int_order_buyers') }}

),

opportunities as (

    select * from {{ ref('int_opportunities') }}

),

customer_opportunities as (

    select
        account_id as customer_id,
        opportunity_id,
        person_id,
        created_at,
        closed_at,
        is_won

    from opportunities
    where account_id is not null
    union all
    select
        person_id as customer_id,
        opportunity_id,
        person_id,
        created_at,
        closed_at,
        is_won

    from opportunities
    where person_id is not null

),

-- Orders belong to the deal won last before them.
preceding_deals as (

    select
        order_buyers.order_id,
        customer_opportunities.opportunity_id,
        customer_opportunities.person_id

    from order_buyers
    inner join customer_opportunities
        on
            order_buyers.customer_id = customer_opportunities.customer_id
            and order_buyers.ordered_at >= customer_opportunities.closed_at
    where customer_opportunities.is_won
    qualify
        row_number() over (
            partition by order_buyers.order_id
            order by customer_opportunities.closed_at desc, customer_opportunities.opportunity_id
        ) = 1

),

-- An account that bought before its deal was won still has the face of that deal.
account_contacts as (

    select
        account_id,
        person_id

    from opportunities
    where account_id is not null and person_id is not null
    qualify
        row_number() over (
            partition by account_id
            order by is_won desc, created_at, opportunity_id
        ) = 1

),

orders as (

    select
        order_buyers.order_id,
        order_buyers.source_system,
        order_buyers.source_record_id,
        coalesce(order_buyers.person_id, preceding_deals.person_id, account_contacts.person_id)
            as person_id,
        order_buyers.account_id,
        order_buyers.customer_id,
        case
            when order_buyers.account_id is not null then 'account'
            when order_buyers.customer_id is not null then 'person'
        end as customer_kind,
        coalesce(order_buyers.opportunity_id, preceding_deals.opportunity_id) as opportunity_id,
        order_buyers.ordered_at,
        order_buyers.ordered_on,
        order_buyers.revenue,
        order_buyers.cost,
        cast(order_buyers.revenue - coalesce(order_buyers.cost, 0) as decimal(18, 2)) as margin,
        order_buyers.original_revenue,
        order_buyers.currency,
        order_buyers.is_purchase,
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
    left join preceding_deals
        on order_buyers.order_id = preceding_deals.order_id
    left join account_contacts
        on order_buyers.account_id = account_contacts.account_id

)

select * from orders
