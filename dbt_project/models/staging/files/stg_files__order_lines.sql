with

versions as (

    select * from {{ source('raw_files', 'order_lines') }}

),

latest_versions as (

    select * from versions
    where
        (updated_at is null or updated_at <= {{ as_of() }})
    qualify
        row_number() over (
            partition by source_system, order_id, line_id
            order by updated_at desc nulls last, _loaded_at desc, _source_line desc
        ) = 1

),

order_lines as (

    select
        source_system,
        order_id,
        line_id,
        lead_id,
        {{ normalised_email('email') }} as email,
        {{ identity_key('lead_id', 'email', 'null') }} as identity_key,
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
