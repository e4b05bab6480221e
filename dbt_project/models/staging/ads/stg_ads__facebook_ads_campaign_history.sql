with

versions as (

    select * from {{ source('raw_ads', 'facebook_ads_campaign_history') }}

),

campaigns as (

    select
        source_system,
        'facebook_ads' as platform,
        account_id,
        id as campaign_id,
        name,
        cast(null as string) as utm_medium,
        status,
        {{ local_date('start_time') }} as starts_on,
        {{ local_date('stop_time') }} as ends_on,
        updated_time as updated_at

    from versions
    where {{ known_by_as_of('null', 'updated_time') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'updated_time') }}

)

select * from campaigns
