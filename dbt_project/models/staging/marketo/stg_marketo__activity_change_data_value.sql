with

versions as (

    select * from {{ source('raw_marketo', 'activity_change_data_value') }}

),

attribute_changes as (

    select
        source_system,
        id as activity_id,
        lead_id,
        lower(trim(primary_attribute_value)) as attribute,
        new_value,
        activity_date as occurred_at

    from versions
    where {{ known_by_as_of('activity_date', 'null') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'activity_date') }}

)

select * from attribute_changes
