with

purchase_days as (

    select
        *,
        {{ local_date(as_of()) }} as as_of_on,
        {{ local_date('refunded_at') }} as refunded_on

    from {{ ref('int_purchase_days') }}

),

holdout as (

    select * from {{ ref('int_purchase_holdout') }}

),

-- What was known when the first part ended: an order refunded later was a purchase then.
days_of_parts as (

    select
        'whole' as history_kind,
        customer_id,
        ordered_on,
        revenue,
        true as is_before,
        as_of_on as looked_at_on,
        0 as later_days

    from purchase_days
    where is_purchase

    union all

    select
        'first_part' as history_kind,
        purchase_days.customer_id,
        purchase_days.ordered_on,
        purchase_days.revenue,
        purchase_days.ordered_on <= holdout.first_part_until as is_before,
        holdout.first_part_until as looked_at_on,
        holdout.later_days

    from purchase_days
    cross join holdout
    where
        purchase_days.is_purchase
        or (
            purchase_days.ordered_on <= holdout.first_part_until
            and purchase_days.refunded_on > holdout.first_part_until
        )

),

first_days as (

    select
        *,
        min(ordered_on) over (partition by history_kind, customer_id) as first_on

    from days_of_parts

),

-- Whoever first bought after the first part is not known in it.
counted_days as (

    select
        history_kind,
        customer_id,
        first_on,
        looked_at_on,
        later_days,
        max(case when is_before then ordered_on end) as last_on,
        count(case when is_before then 1 end) - 1 as frequency,
        count(case when not is_before then 1 end) as later_orders,
        count(case when revenue > 0 and ordered_on > first_on then 1 end) as valued_purchases,
        sum(case when revenue > 0 and ordered_on > first_on then revenue end) as repeat_revenue

    from first_days
    where first_on <= looked_at_on
    group by history_kind, customer_id, first_on, looked_at_on, later_days

),

customer_histories as (

    select
        history_kind,
        customer_id,
        cast(frequency as int) as frequency,
        {{ days_between('first_on', 'last_on') }} as recency_days,
        {{ days_between('first_on', 'looked_at_on') }} as age_days,
        later_days,
        cast(later_orders as int) as later_orders,
        cast(valued_purchases as int) as valued_purchases,
        {{ safe_divide('repeat_revenue', 'valued_purchases') }} as mean_value

    from counted_days

)

select * from customer_histories
