-- To the cent, in original currencies, so that no rate can hide a difference.
with

staged as (

    select sum(revenue) as revenue from {{ ref('int_told_order_revenue') }}

),

booked as (

    select sum(original_revenue) as revenue from {{ ref('orders') }}

),

difference as (

    select
        staged.revenue as staged_revenue,
        booked.revenue as mart_revenue

    from staged
    cross join booked
    where staged.revenue is distinct from booked.revenue

)

select * from difference
