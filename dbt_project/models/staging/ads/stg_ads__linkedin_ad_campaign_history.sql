with

versions as (

    select * from {{ source('raw_ads', 'linkedin_ad_campaign_history') }}

),

campaigns as (

    select
        source_system,
        'linkedin_ads' as platform,
        account_id,
        id as campaign_id,
        name,
        cast(null as string) as utm_medium,
        status,
        {{ local_date('run_schedule_start') }} as starts_on,
        {{ local_date('run_schedule_end') }} as ends_on,
        last_modified_time as updated_at

    from versions
    where {{ known_by_as_of('null', 'last_modified_time') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'last_modified_time') }}

)

select * from campaigns
