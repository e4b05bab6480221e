with

latest_versions as (

    select * from {{ source('raw_hubspot', 'contact_merge_audit') }}
    where {{ known_by_as_of('timestamp', 'null') }}
    qualify {{ is_latest_version(['source_system', 'canonical_vid', 'vid_to_merge'], 'null') }}

),

contact_merges as (

    select
        source_system,
        canonical_vid as contact_id,
        vid_to_merge as merged_contact_id,
        timestamp as merged_at

    from latest_versions

)

select * from contact_merges
