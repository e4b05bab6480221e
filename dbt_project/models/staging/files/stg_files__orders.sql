with

versions as (

    select * from {{ source('raw_files', 'orders') }}

),

latest_versions as (

    select * from versions
    where
        ordered_at <= {{ as_of() }}
        and (updated_at is null or updated_at <= {{ as_of() }})
    qualify
        row_number() over (
            partition by source_system, order_id
            order by updated_at desc nulls last, _loaded_at desc, _source_line desc
        ) = 1

),

orders as (

    select
        source_system,
        order_id,
        refunds_order_id,
        lead_id,
        {{ normalised_email('email') }} as email,
        {{ identity_key('lead_id', 'email', 'null') }} as identity_key,
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
