with

versions as (

    select * from {{ source('raw_pardot', 'lifecycle_stage') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('created_at', 'updated_at') }}
    qualify
        {{ is_latest_version(['source_system', 'id'], 'updated_at') }}

),

lifecycle_stages as (

    select
        source_system,
        id as lifecycle_stage_id,
        name,
        {{ is_gone() }} as is_deleted,
        created_at,
        updated_at

    from latest_versions

)

select * from lifecycle_stages
