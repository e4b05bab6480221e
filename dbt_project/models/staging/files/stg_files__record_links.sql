with

versions as (

    select * from {{ source('raw_files', 'record_links') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('linked_at', 'null') }}
    qualify
        {{ is_latest_version(
            ['source_system', 'record_id', 'linked_system', 'linked_record_id'], 'linked_at'
        ) }}

),

record_links as (

    select
        source_system,
        record_id,
        coalesce(linked_system, source_system) as linked_system,
        linked_record_id,
        match_rule

    from latest_versions

)

select * from record_links
