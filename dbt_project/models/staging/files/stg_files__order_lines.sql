with

versions as (

    select * from {{ source('raw_files', 'order_lines') }}

),

latest_versions as (

    select * from versions
    where
        (updated_at is null or updated_at <= {{ as_of() }})
    qualify {{ is_latest_version(['source_system', 'order_id', 'line_id'], 'updated_at') }}

),

order_lines as (

    select
        source_system,
        order_id,
        line_id,
        lead_id,
        email,
        account_id,
        product,
        product_line,
        quantity,
        amount,
        cost,
        currency,
        updated_at

    from latest_versions

)

select * from order_lines
