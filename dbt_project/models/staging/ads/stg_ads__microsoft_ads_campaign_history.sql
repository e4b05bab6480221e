with

versions as (

    select * from {{ source('raw_ads', 'microsoft_ads_campaign_history') }}

),

campaigns as (

    select
        source_system,
        'microsoft_ads' as platform,
        cast(null as string) as account_id,
        id as campaign_id,
        name,
        cast(null as string) as utm_medium,
        status,
        cast(null as date) as starts_on,
        cast(null as date) as ends_on,
        modified_time as updated_at

    from versions
    where {{ known_by_as_of('null', 'modified_time') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'modified_time') }}

)

select * from campaigns
