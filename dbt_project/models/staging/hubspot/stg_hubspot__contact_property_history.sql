with

latest_versions as (

    select * from {{ source('raw_hubspot', 'contact_property_history') }}
    where {{ known_by_as_of('timestamp', 'null') }}
    qualify {{ is_latest_version(['source_system', 'contact_id', 'name', 'timestamp'], 'null') }}

),

property_changes as (

    select
        source_system,
        contact_id,
        name as property,
        value,
        timestamp as changed_at

    from latest_versions

)

select * from property_changes
