with

histories as (

    select * from {{ ref('int_binned_histories') }}
    where history_kind = 'whole' and valued_purchases > 0

),

spend_histories as (

    select
        valued_purchases as purchases,
        binned_value as mean_value,
        count(*) as customers

    from histories
    group by valued_purchases, binned_value

)

select * from spend_histories
