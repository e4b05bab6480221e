with

memberships as (

    select
        *,
        {{ month_of(local_date(as_of())) }} as as_of_month

    from {{ ref('int_customer_groups') }}

),

orders as (

    select
        customer_id,
        coalesce(margin, 0) as margin,
        {{ month_of('ordered_on') }} as ordered_month

    from {{ ref('int_orders') }}

),

months as (

    select * from {{ ref('clv_months') }}

),

cohorts as (

    select
        group_kind,
        group_value,
        cohort_month,
        {{ months_between_starts('cohort_month', 'as_of_month') }} as months_over,
        count(*) as customers,
        sum(count(*)) over (partition by group_kind, group_value) as group_customers

    from memberships
    group by group_kind, group_value, cohort_month, as_of_month

),

order_margins as (

    select
        memberships.group_kind,
        memberships.group_value,
        memberships.cohort_month,
        -- A refund without its order, or an order taken back, may lie before the first purchase.
        greatest(
            {{ months_between_starts('memberships.cohort_month', 'orders.ordered_month') }}, 0
        ) as month_number,
        orders.margin

    from memberships
    inner join orders
        on memberships.customer_id = orders.customer_id

),

cohort_margins as (

    select
        group_kind,
        group_value,
        cohort_month,
        month_number,
        sum(margin) as margin

    from order_margins
    group by group_kind, group_value, cohort_month, month_number

),

-- A cohort counts in a month only once that month is over for it.
cohort_months as (

    select
        cohorts.group_kind,
        cohorts.group_value,
        cohorts.group_customers,
        cohorts.customers,
        months.month_number,
        sum(coalesce(cohort_margins.margin, 0)) over (
            partition by cohorts.group_kind, cohorts.group_value, cohorts.cohort_month
            order by months.month_number
            rows between unbounded preceding and current row
        ) as margin_so_far

    from cohorts
    inner join months
        on cohorts.months_over > months.month_number
    left join cohort_margins
        on
            cohorts.group_kind = cohort_margins.group_kind
            and cohorts.group_value = cohort_margins.group_value
            and cohorts.cohort_month = cohort_margins.cohort_month
            and months.month_number = cohort_margins.month_number

),

group_months as (

    select
        group_kind,
        group_value,
        month_number,
        cast(sum(customers) as int) as customers,
        cast(sum(margin_so_far) as decimal(18, 2)) as cumulative_margin,
        {{ safe_divide('sum(margin_so_far)', 'sum(customers)') }} as margin_per_customer,
        sum(customers) = max(group_customers) as is_mature

    from cohort_months
    group by group_kind, group_value, month_number

)

select * from group_months
