with

customers as (

    select
        *,
        {{ local_date(as_of()) }} as as_of_on

    from {{ ref('int_customers') }}

),

scores as (

    select * from {{ ref('int_customer_scores') }}

),

predictions as (

    select * from {{ ref('int_predicted_values') }}

),

aged_customers as (

    select
        *,
        {{ month_of('acquired_on') }} as cohort_month,
        {{ month_of('as_of_on') }} as as_of_month,
        {{ days_between('acquired_on', 'last_ordered_on') }} as days_to_last_order,
        {{ days_between('acquired_on', 'as_of_on') }} as days_as_customer

    from customers

),

valued_customers as (

    select
        customers.customer_id,
        customers.customer_kind,
        customers.person_id,
        customers.acquired_on,
        customers.cohort_month,
        customers.acquisition_channel,
        customers.country,
        customers.segment,
        cast(customers.orders as int) as orders,
        customers.revenue,
        customers.cost,
        customers.has_cost,
        cast(customers.revenue - customers.cost as decimal(18, 2)) as historical_clv,
        {{ months_between_starts('customers.cohort_month', 'customers.as_of_month') }} + 1
            as months_as_customer,
        cast(customers.purchase_days - 1 as int) as frequency,
        {{ safe_divide('customers.days_to_last_order', '7') }} as recency,
        {{ safe_divide('customers.days_as_customer', '7') }} as t,
        customers.purchase_days > 1 as is_repeat,
        scores.recency_score,
        scores.frequency_score,
        scores.monetary_score,
        scores.rfm_segment,
        predictions.probability_alive,
        predictions.expected_orders_12m,
        predictions.expected_order_value,
        predictions.predicted_clv,
        predictions.predicted_clv_low,
        predictions.predicted_clv_high,
        predictions.predicted_clv_12m,
        predictions.predicted_clv_12m_low,
        predictions.predicted_clv_12m_high,
        predictions.predicted_clv_36m,
        predictions.predicted_clv_36m_low,
        predictions.predicted_clv_36m_high,
        predictions.predicted_note

    from aged_customers as customers
    left join scores
        on customers.customer_id = scores.customer_id
    left join predictions
        on customers.customer_id = predictions.customer_id

)

select * from valued_customers
