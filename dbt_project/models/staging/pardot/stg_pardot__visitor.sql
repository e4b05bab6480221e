with

versions as (

    select * from {{ source('raw_pardot', 'visitor') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('created_at', 'updated_at') }}
    qualify
        {{ is_latest_version(['source_system', 'id'], 'updated_at') }}

),

visitors as (

    select
        source_system,
        id as visitor_id,
        prospect_id,
        source_parameter as utm_source,
        medium_parameter as utm_medium,
        campaign_parameter as utm_campaign,
        created_at,
        updated_at

    from latest_versions

)

select * from visitors
