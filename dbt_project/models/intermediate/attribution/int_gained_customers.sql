with

conversions as (

    select
        *,
        {{ month_of(local_date(as_of())) }} as as_of_month

    from {{ ref('int_conversions') }}
    where is_new_customer

),

customers as (

    select * from {{ ref('int_customers') }}

),

predictions as (

    select * from {{ ref('int_predicted_values') }}

),

-- A customer without orders is worth what the deal brought.
valued_conversions as (

    select
        conversions.conversion_id,
        coalesce(customers.revenue - customers.cost, conversions.margin) as customer_value,
        coalesce(predictions.predicted_clv, 0) as value_to_come,
        {{ months_between_starts('conversions.converted_month', 'conversions.as_of_month') }} + 1
            as customer_months

    from conversions
    left join customers
        on conversions.customer_id = customers.customer_id
    left join predictions
        on conversions.customer_id = predictions.customer_id

),

gained_customers as (

    select
        conversion_id,
        cast(customer_value as decimal(18, 2)) as customer_value,
        cast(customer_value + value_to_come as decimal(18, 2)) as lifetime_value,
        customer_months

    from valued_conversions

)

select * from gained_customers
