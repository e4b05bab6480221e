with

orders as (

    select
        *,
        case when order_number is not null then ordered_on end as purchased_on

    from {{ ref('int_orders') }}
    where customer_id is not null

),

people as (

    select * from {{ ref('int_people') }}

),

accounts as (

    select * from {{ ref('int_accounts') }}

),

-- Lone refunds and cancelled orders make nobody a customer, but a customer's count.
customer_orders as (

    select
        customer_id,
        max(customer_kind) as customer_kind,
        -- The person of the first purchase that names one.
        min_by(person_id, case when person_id is not null then order_number end) as person_id,
        max(account_id) as account_id,
        count(order_number) as orders,
        sum(coalesce(revenue, 0)) as revenue,
        sum(coalesce(cost, 0)) as cost,
        count(*) = count(cost) as has_cost,
        min(purchased_on) as acquired_on,
        max(purchased_on) as last_ordered_on,
        count(distinct purchased_on) as purchase_days

    from orders
    group by customer_id
    having count(order_number) > 0

),

customers as (

    select
        customer_orders.customer_id,
        customer_orders.customer_kind,
        customer_orders.person_id,
        customer_orders.orders,
        cast(customer_orders.revenue as decimal(18, 2)) as revenue,
        cast(customer_orders.cost as decimal(18, 2)) as cost,
        customer_orders.has_cost,
        customer_orders.acquired_on,
        customer_orders.last_ordered_on,
        customer_orders.purchase_days,
        coalesce(people.first_touch_channel, 'unattributed') as acquisition_channel,
        coalesce(people.country, accounts.country, 'unknown') as country,
        coalesce(people.segment, 'unknown') as segment

    from customer_orders
    left join people
        on customer_orders.person_id = people.person_id
    left join accounts
        on customer_orders.account_id = accounts.account_id

)

select * from customers
