with

versions as (

    select * from {{ source('raw_ads', 'facebook_ads_ad_history') }}

),

-- An ad stays in its campaign, so a later version tells nothing that was not so before.
ads as (

    select
        source_system,
        id as ad_id,
        ad_set_id,
        campaign_id

    from versions
    qualify {{ is_latest_version(['source_system', 'id'], 'updated_time') }}

)

select * from ads
