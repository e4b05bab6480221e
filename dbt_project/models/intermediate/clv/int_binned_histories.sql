with

histories as (

    select * from {{ ref('int_customer_histories') }}

),

bins as (

    select * from {{ ref('int_history_bins') }}

),

binned_histories as (

    select
        histories.history_kind,
        histories.customer_id,
        histories.frequency,
        {{ binned_days('histories.recency_days', 'bins.day_bin') }} as recency_days,
        {{ binned_days('histories.age_days', 'bins.day_bin') }} as age_days,
        histories.later_days,
        histories.later_orders,
        histories.valued_purchases,
        histories.mean_value,
        {{ binned_value('histories.mean_value', 'bins.value_bin') }} as binned_value

    from histories
    cross join bins

)

select * from binned_histories
