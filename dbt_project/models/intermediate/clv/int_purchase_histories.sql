with

histories as (

    select * from {{ ref('int_binned_histories') }}

),

purchase_histories as (

    select
        history_kind,
        frequency,
        recency_days,
        age_days,
        later_days,
        later_orders,
        count(*) as customers

    from histories
    group by history_kind, frequency, recency_days, age_days, later_days, later_orders

)

select * from purchase_histories
