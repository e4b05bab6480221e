with

versions as (

    select * from {{ source('raw_files', 'ad_spend') }}

),

latest_versions as (

    select * from versions
    where
        spend_on <= {{ local_date(as_of()) }}
        and (updated_at is null or updated_at <= {{ as_of() }})
    qualify
        {{ is_latest_version(
            ['source_system', 'spend_on', 'platform', 'campaign_id'], 'updated_at'
        ) }}

),

ad_spend as (

    select
        source_system,
        spend_on,
        platform,
        campaign_id,
        campaign_name,
        utm_source,
        utm_medium,
        cost,
        currency,
        impressions,
        clicks,
        updated_at

    from latest_versions

)

select * from ad_spend
