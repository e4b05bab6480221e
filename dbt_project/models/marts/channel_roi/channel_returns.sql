with

returns as (

    select * from {{ ref('returns_by_group') }}
    where group_kind = 'channel'

),

channel_returns as (

    select
        month,
        group_value as channel,
        attribution_model,
        spend,
        spend_without_rate,
        leads,
        mqls,
        opportunities,
        customers,
        revenue,
        margin,
        cpl,
        cac,
        roas,
        roi,
        ltv_to_cac,
        payback_months,
        ratio_note

    from returns

)

select * from channel_returns
