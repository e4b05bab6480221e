with

versions as (

    select * from {{ source('raw_orders', 'refunds') }}

),

refunds as (

    select
        source_system,
        id as refund_id,
        order_id,
        amount,
        coalesce(_fivetran_deleted, false) as is_deleted,
        created_at,
        updated_at

    from versions
    where {{ known_by_as_of('created_at', 'updated_at') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'updated_at') }}

)

select * from refunds
