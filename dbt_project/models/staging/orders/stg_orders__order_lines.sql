with

versions as (

    select * from {{ source('raw_orders', 'order_lines') }}

),

order_lines as (

    select
        source_system,
        id as line_id,
        order_id,
        coalesce(title, sku) as product,
        product_type as product_line,
        quantity,
        coalesce(pre_tax_price, price * quantity - coalesce(total_discount, 0)) as amount,
        unit_cost,
        coalesce(_fivetran_deleted, false) as is_deleted,
        updated_at

    from versions
    where {{ known_by_as_of('null', 'updated_at') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'updated_at') }}

)

select * from order_lines
