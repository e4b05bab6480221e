with

versions as (

    select * from {{ source('raw_pardot', 'list') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('created_at', 'updated_at') }}
    qualify
        {{ is_latest_version(['source_system', 'id'], 'updated_at') }}

),

lists as (

    select
        source_system,
        id as list_id,
        name,
        title,
        is_public,
        is_dynamic,
        {{ is_gone() }} as is_deleted,
        created_at,
        updated_at

    from latest_versions

)

select * from lists
