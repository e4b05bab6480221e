with

versions as (

    select * from {{ source('raw_marketo', 'activity_change_status_in_progression') }}

),

status_changes as (

    select
        source_system,
        id as activity_id,
        lead_id,
        primary_attribute_value_id as program_id,
        program_member_id,
        new_status,
        success as is_success,
        reached_success_date as succeeded_at,
        activity_date as occurred_at

    from versions
    where {{ known_by_as_of('activity_date', 'null') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'activity_date') }}

)

select * from status_changes
