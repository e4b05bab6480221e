{%- set columns = [
    'source_system', 'platform', 'account_id', 'campaign_id', 'spend_on', 'cost', 'cost_in_usd',
    'currency', 'impressions', 'clicks',
] -%}
with

-- Facebook reports ads, and an ad knows its campaign, or its ad set does. Spend of an ad of which
-- neither is known is spend all the same.
facebook_costs as (

    select
        costs.source_system,
        costs.platform,
        costs.account_id,
        coalesce(ads.campaign_id, ad_sets.campaign_id, '(unknown)') as campaign_id,
        costs.spend_on,
        costs.cost,
        cast(null as decimal(18, 6)) as cost_in_usd,
        cast(null as string) as currency,
        costs.impressions,
        costs.clicks

    from {{ ref('stg_ads__facebook_ads_basic_ad') }} as costs
    left join {{ ref('stg_ads__facebook_ads_ad_history') }} as ads
        on
            costs.source_system = ads.source_system
            and costs.ad_id = ads.ad_id
    left join {{ ref('stg_ads__facebook_ads_ad_set_history') }} as ad_sets
        on
            ads.source_system = ad_sets.source_system
            and ads.ad_set_id = ad_sets.ad_set_id

),

reported_costs as (

    {{ union_of([
        'stg_ads__google_ads_campaign_stats', 'stg_ads__linkedin_ad_analytics_by_campaign',
        'stg_ads__microsoft_ads_campaign_performance_daily_report',
    ], columns) }}
    union all
    select {{ columns | join(', ') }} from facebook_costs

),

-- A campaign belongs to one account, whose currency is one.
daily_costs as (

    select
        source_system,
        platform,
        min(account_id) as account_id,
        campaign_id,
        spend_on,
        sum(cost) as cost,
        sum(cost_in_usd) as cost_in_usd,
        min(currency) as currency,
        sum(impressions) as impressions,
        sum(clicks) as clicks

    from reported_costs
    group by source_system, platform, campaign_id, spend_on

)

select * from daily_costs
