with

versions as (

    select * from {{ source('raw_marketo', 'activity_change_score') }}

),

score_changes as (

    select
        source_system,
        id as activity_id,
        lead_id,
        primary_attribute_value as attribute,
        old_value as old_score,
        new_value as new_score,
        reason,
        activity_date as occurred_at

    from versions
    where {{ known_by_as_of('activity_date', 'null') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'activity_date') }}

)

select * from score_changes
