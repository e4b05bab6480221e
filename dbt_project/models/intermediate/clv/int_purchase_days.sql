with

orders as (

    select * from {{ ref('int_orders') }}
    where customer_id is not null and ordered_on is not null

),

-- Several orders of a day are one purchase. An order that was taken back wholly is none, but was
-- one until then. Of a day with an unknown amount no value is known.
purchase_days as (

    select
        customer_id,
        ordered_on,
        bool_or(is_purchase) as is_purchase,
        case when not bool_or(is_purchase) then max(refunded_at) end as refunded_at,
        cast(
            case
                when
                    count(case when is_purchase then 1 end)
                    = count(case when is_purchase then revenue end)
                    then sum(case when is_purchase then revenue end)
            end as decimal(18, 2)
        ) as revenue

    from orders
    where is_purchase or refunded_at is not null
    group by customer_id, ordered_on

)

select * from purchase_days
