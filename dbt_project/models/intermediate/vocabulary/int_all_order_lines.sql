{%- set columns = [
    'source_system', 'order_id', 'line_id', 'lead_id', 'email', 'account_id', 'product',
    'product_line', 'quantity', 'amount', 'cost', 'currency', 'updated_at',
] -%}
with

recorded_order_lines as (

    {{ union_of(['stg_files__order_lines', 'int_orders__order_lines'], columns) }}

),

addressed_order_lines as (

    select
        {{ columns | reject('equalto', 'email') | join(', ') }},
        {{ normalised_email('email') }} as email

    from recorded_order_lines

),

order_lines as (

    select
        *,
        {{ identity_key('lead_id', 'email', 'null') }} as identity_key

    from addressed_order_lines

)

select * from order_lines
