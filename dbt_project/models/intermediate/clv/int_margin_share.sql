with

customers as (

    select * from {{ ref('int_customers') }}
    where has_cost

),

assumptions as (

    select * from {{ ref('int_clv_assumptions') }}

),

observed as (

    select {{ safe_divide('sum(revenue - cost)', 'sum(revenue)') }} as margin_share from customers

),

-- One share for all: a customer's own rests on too few orders to last.
margin_share as (

    select
        coalesce(observed.margin_share, assumptions.margin_share) as margin_share,
        observed.margin_share is not null as is_observed

    from observed
    cross join assumptions

)

select * from margin_share
