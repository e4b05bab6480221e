with

customers as (

    select * from {{ ref('customer_values') }}

),

memberships as (

    select * from {{ ref('int_customer_groups') }}

),

customer_groups as (

    select
        memberships.group_kind,
        memberships.group_value,
        cast(count(*) as int) as customers,
        cast(sum(customers.orders) as int) as orders,
        cast(sum(customers.revenue) as decimal(18, 2)) as revenue,
        cast(sum(customers.cost) as decimal(18, 2)) as cost,
        {{ safe_divide('sum(customers.historical_clv)', 'count(*)') }} as historical_clv,
        cast(count(case when customers.is_repeat then 1 end) as int) as repeat_customers,
        {{ safe_divide('count(case when customers.is_repeat then 1 end)', 'count(*)') }}
            as repeat_purchase_rate,
        {{ safe_divide(exact_sum('customers.predicted_clv'), 'count(customers.predicted_clv)') }}
            as predicted_clv,
        {{ safe_divide(
            exact_sum('customers.predicted_clv_low'), 'count(customers.predicted_clv_low)'
        ) }} as predicted_clv_low,
        {{ safe_divide(
            exact_sum('customers.predicted_clv_high'), 'count(customers.predicted_clv_high)'
        ) }} as predicted_clv_high,
        max(customers.predicted_note) as predicted_note

    from memberships
    inner join customers
        on memberships.customer_id = customers.customer_id
    group by memberships.group_kind, memberships.group_value

)

select * from customer_groups
