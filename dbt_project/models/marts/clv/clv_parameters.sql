with

purchases as (

    select * from {{ ref('int_purchase_parameters') }}
    where draw_number = 0

),

spends as (

    select * from {{ ref('int_spend_parameters') }}
    where draw_number = 0

),

bins as (

    select * from {{ ref('int_history_bins') }}

),

margin_shares as (

    select * from {{ ref('int_margin_share') }}

),

holdout as (

    select * from {{ ref('int_purchase_holdout') }}

),

fits as (

    select
        'all_customers' as fit,
        whole.r,
        whole.alpha,
        whole.a,
        whole.b,
        whole.log_likelihood,
        cast(whole.customers as int) as customers,
        whole.note as purchase_note,
        spends.p,
        spends.q,
        spends.gamma,
        spends.log_likelihood as value_log_likelihood,
        cast(spends.customers as int) as valued_customers,
        spends.note as value_note,
        margin_shares.margin_share,
        margin_shares.is_observed as is_margin_share_observed,
        bins.day_bin,
        bins.value_bin,
        holdout.first_part_until as holdout_after,
        cast(first_part.customers as int) as holdout_customers,
        first_part.orders_foretold as holdout_orders_foretold,
        first_part.orders_seen as holdout_orders_seen,
        {{ safe_divide(
            'first_part.orders_foretold - first_part.orders_seen', 'first_part.orders_seen'
        ) }} as holdout_relative_error,
        first_part.mean_absolute_error as holdout_mean_absolute_error,
        first_part.note as holdout_note

    from purchases as whole
    cross join spends
    cross join bins
    cross join margin_shares
    cross join holdout
    inner join purchases as first_part
        on first_part.history_kind = 'first_part'
    where whole.history_kind = 'whole'

)

select * from fits
