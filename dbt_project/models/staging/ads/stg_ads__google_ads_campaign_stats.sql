{%- set key = ['source_system', 'customer_id', 'date', 'id', 'ad_network_type', 'device'] -%}
with

versions as (

    select * from {{ source('raw_ads', 'google_ads_campaign_stats') }}

),

-- The loader's time says which version is the latest, not when the day's spend became known.
daily_costs as (

    select
        source_system,
        'google_ads' as platform,
        customer_id as account_id,
        id as campaign_id,
        ad_network_type,
        device,
        date as spend_on,
        cast(cost_micros * 0.000001 as decimal(18, 6)) as cost,
        cast(null as decimal(18, 6)) as cost_in_usd,
        cast(null as string) as currency,
        impressions,
        clicks

    from versions
    where date <= {{ local_date(as_of()) }}
    qualify {{ is_latest_version(key, '_fivetran_synced') }}

)

select * from daily_costs
