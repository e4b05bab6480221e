{%- set columns = [
    'source_system', 'order_id', 'refunds_order_id', 'lead_id', 'email', 'account_id',
    'opportunity_id', 'status', 'amount', 'cost', 'currency', 'ordered_at', 'updated_at',
] -%}
with

recorded_orders as (

    {{ union_of(['stg_files__orders', 'int_orders__orders'], columns) }}

),

addressed_orders as (

    select
        {{ columns | reject('equalto', 'email') | join(', ') }},
        {{ normalised_email('email') }} as email

    from recorded_orders

),

orders as (

    select
        *,
        {{ identity_key('lead_id', 'email', 'null') }} as identity_key

    from addressed_orders

)

select * from orders
