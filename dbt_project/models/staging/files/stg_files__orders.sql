with

versions as (

    select * from {{ source('raw_files', 'orders') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('ordered_at', 'updated_at') }}
    qualify {{ is_latest_version(['source_system', 'order_id'], 'updated_at') }}

),

orders as (

    select
        source_system,
        order_id,
        refunds_order_id,
        lead_id,
        email,
        account_id,
        opportunity_id,
        status,
        amount,
        cost,
        currency,
        ordered_at,
        updated_at

    from latest_versions

)

select * from orders
