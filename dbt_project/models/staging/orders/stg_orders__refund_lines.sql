with

versions as (

    select * from {{ source('raw_orders', 'refund_lines') }}

),

refund_lines as (

    select
        source_system,
        id as refund_line_id,
        refund_id,
        order_line_id,
        quantity,
        subtotal,
        coalesce(total_tax, 0) as tax,
        -- Goods that did not come back have cost what they cost.
        coalesce(restock_type, 'return') <> 'no_restock' as is_returned,
        coalesce(_fivetran_deleted, false) as is_deleted,
        updated_at

    from versions
    where {{ known_by_as_of('null', 'updated_at') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'updated_at') }}

)

select * from refund_lines
