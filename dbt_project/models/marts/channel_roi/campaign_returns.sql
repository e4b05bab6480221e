with

campaigns as (

    select * from {{ ref('int_campaigns') }}

),

returns as (

    select * from {{ ref('returns_by_group') }}
    where group_kind = 'campaign'

),

campaign_returns as (

    select
        returns.month,
        returns.group_value as campaign_id,
        campaigns.name as campaign_name,
        returns.attribution_model,
        returns.spend,
        returns.spend_without_rate,
        returns.leads,
        returns.mqls,
        returns.opportunities,
        returns.customers,
        returns.revenue,
        returns.margin,
        returns.cpl,
        returns.cac,
        returns.roas,
        returns.roi,
        returns.ltv_to_cac,
        returns.payback_months,
        returns.ratio_note

    from returns
    left join campaigns
        on returns.group_value = campaigns.campaign_id

)

select * from campaign_returns
