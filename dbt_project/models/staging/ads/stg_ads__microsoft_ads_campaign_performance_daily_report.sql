{%- set splits = [
    'device_os', 'device_type', 'network', 'ad_distribution', 'bid_match_type',
    'delivered_match_type', 'top_vs_other',
] -%}
{%- set key = ['source_system', 'date', 'account_id', 'campaign_id', 'currency_code'] -%}
with

versions as (

    select * from {{ source('raw_ads', 'microsoft_ads_campaign_performance_daily_report') }}

),

-- The loader's time says which version is the latest, not when the day's spend became known.
daily_costs as (

    select
        source_system,
        'microsoft_ads' as platform,
        account_id,
        campaign_id,
        date as spend_on,
        {{ splits | join(', ') }},
        spend as cost,
        cast(null as decimal(18, 6)) as cost_in_usd,
        currency_code as currency,
        impressions,
        clicks

    from versions
    where date <= {{ local_date(as_of()) }}
    qualify {{ is_latest_version(key + splits, '_fivetran_synced') }}

)

select * from daily_costs
