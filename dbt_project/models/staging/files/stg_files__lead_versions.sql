with

versions as (

    select * from {{ source('raw_files', 'leads') }}

),

lead_versions as (

    select
        source_system,
        lead_id,
        status,
        owner_id,
        coalesce(is_deleted, false) as is_deleted,
        coalesce(updated_at, created_at) as changed_at,
        _loaded_at as loaded_at,
        _source_line as source_line

    from versions
    where
        created_at <= {{ as_of() }}
        and (updated_at is null or updated_at <= {{ as_of() }})

)

select * from lead_versions
