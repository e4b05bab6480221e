with

versions as (

    select * from {{ source('raw_ads', 'facebook_ads_basic_ad') }}

),

-- The loader's time says which version is the latest, not when the day's spend became known.
daily_costs as (

    select
        source_system,
        'facebook_ads' as platform,
        account_id,
        ad_id,
        date as spend_on,
        spend as cost,
        impressions,
        inline_link_clicks as clicks

    from versions
    where date <= {{ local_date(as_of()) }}
    qualify {{ is_latest_version(['source_system', 'ad_id', 'date'], '_fivetran_synced') }}

)

select * from daily_costs
