with

versions as (

    select * from {{ source('raw_files', 'activities') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('occurred_at', 'updated_at') }}
    qualify {{ is_latest_version(['source_system', 'activity_id'], 'updated_at') }}

),

activities as (

    select
        source_system,
        activity_id,
        lead_id,
        email,
        opportunity_id,
        activity_type,
        outcome,
        owner_id,
        occurred_at,
        updated_at

    from latest_versions

)

select * from activities
