with

versions as (

    select * from {{ source('raw_marketo', 'activity_delete_lead') }}

),

deletions as (

    select
        source_system,
        id as activity_id,
        lead_id,
        activity_date as occurred_at

    from versions
    where {{ known_by_as_of('activity_date', 'null') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'activity_date') }}

)

select * from deletions
