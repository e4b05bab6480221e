with

orders as (

    select
        order_id,
        source_system,
        source_record_id,
        person_id,
        account_id,
        customer_id,
        customer_kind,
        opportunity_id,
        ordered_at,
        ordered_on,
        revenue,
        cost,
        margin,
        original_revenue,
        currency,
        is_purchase,
        order_number

    from {{ ref('int_orders') }}

)

select * from orders
