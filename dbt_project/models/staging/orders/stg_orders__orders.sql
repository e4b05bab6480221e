with

versions as (

    select * from {{ source('raw_orders', 'orders') }}

),

orders as (

    select
        source_system,
        id as order_id,
        customer_id,
        email,
        account_id,
        opportunity_id,
        -- A cancellation that, looked at from then, lies ahead has not happened.
        case when cancelled_at <= {{ as_of() }} then 'cancelled' else financial_status end
            as status,
        -- Goods after discounts. Tax is the state's; delivery counts where it is not told apart.
        case
            when subtotal_price is null then total_price - coalesce(total_tax, 0)
            when taxes_included then subtotal_price - coalesce(total_tax, 0)
            else subtotal_price
        end as amount,
        currency,
        coalesce(taxes_included, false) as is_tax_included,
        coalesce(_fivetran_deleted, false) as is_deleted,
        coalesce(test, false) as is_test,
        coalesce(processed_at, created_at) as ordered_at,
        updated_at

    from versions
    where {{ known_by_as_of('coalesce(processed_at, created_at)', 'updated_at') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'updated_at') }}

)

select * from orders
