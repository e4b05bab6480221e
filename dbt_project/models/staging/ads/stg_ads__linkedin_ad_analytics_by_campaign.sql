with

versions as (

    select * from {{ source('raw_ads', 'linkedin_ad_analytics_by_campaign') }}

),

-- The loader's time says which version is the latest, not when the day's spend became known.
daily_costs as (

    select
        source_system,
        'linkedin_ads' as platform,
        cast(null as string) as account_id,
        campaign_id,
        day as spend_on,
        cost_in_local_currency as cost,
        cost_in_usd,
        cast(null as string) as currency,
        impressions,
        clicks

    from versions
    where day <= {{ local_date(as_of()) }}
    qualify {{ is_latest_version(['source_system', 'campaign_id', 'day'], '_fivetran_synced') }}

)

select * from daily_costs
