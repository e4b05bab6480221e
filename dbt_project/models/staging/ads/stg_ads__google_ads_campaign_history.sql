with

versions as (

    select * from {{ source('raw_ads', 'google_ads_campaign_history') }}

),

campaigns as (

    select
        source_system,
        'google_ads' as platform,
        customer_id as account_id,
        id as campaign_id,
        name,
        -- A banner or a film of Google is no search, though its platform is one of search.
        lower(advertising_channel_type) as utm_medium,
        status,
        start_date as starts_on,
        -- Google's way of writing that a campaign has no end.
        nullif(end_date, cast('2037-12-30' as date)) as ends_on,
        updated_at

    from versions
    where {{ known_by_as_of('null', 'updated_at') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'updated_at') }}

)

select * from campaigns
