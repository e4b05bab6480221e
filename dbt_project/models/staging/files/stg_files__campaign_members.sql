with

versions as (

    select * from {{ source('raw_files', 'campaign_members') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('created_at', 'updated_at') }}
    qualify {{ is_latest_version(['source_system', 'campaign_member_id'], 'updated_at') }}

),

campaign_members as (

    select
        source_system,
        campaign_member_id,
        campaign_id,
        lead_id,
        email,
        status,
        created_at,
        case when responded_at <= {{ as_of() }} then responded_at end as responded_at,
        updated_at

    from latest_versions

)

select * from campaign_members
