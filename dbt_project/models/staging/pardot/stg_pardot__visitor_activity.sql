with

versions as (

    select * from {{ source('raw_pardot', 'visitor_activity') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('created_at', 'updated_at') }}
    qualify
        {{ is_latest_version(['source_system', 'id'], 'updated_at') }}

),

visitor_activities as (

    select
        source_system,
        id as visitor_activity_id,
        type as activity_type,
        type_name,
        prospect_id,
        visitor_id,
        campaign_id,
        details,
        created_at as occurred_at

    from latest_versions

)

select * from visitor_activities
