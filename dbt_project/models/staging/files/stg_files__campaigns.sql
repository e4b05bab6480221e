with

versions as (

    select * from {{ source('raw_files', 'campaigns') }}

),

latest_versions as (

    select * from versions
    where
        (updated_at is null or updated_at <= {{ as_of() }})
    qualify {{ is_latest_version(['source_system', 'campaign_id'], 'updated_at') }}

),

campaigns as (

    select
        source_system,
        campaign_id,
        name,
        campaign_type,
        status,
        utm_source,
        utm_medium,
        budget,
        currency,
        starts_on,
        ends_on,
        updated_at

    from latest_versions

)

select * from campaigns
