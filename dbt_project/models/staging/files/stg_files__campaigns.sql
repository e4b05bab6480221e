with

versions as (

    select * from {{ source('raw_files', 'campaigns') }}

),

latest_versions as (

    select * from versions
    where
        (updated_at is null or updated_at <= {{ as_of() }})
    qualify
        row_number() over (
            partition by source_system, campaign_id
            order by updated_at desc nulls last, _loaded_at desc, _source_line desc
        ) = 1

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
