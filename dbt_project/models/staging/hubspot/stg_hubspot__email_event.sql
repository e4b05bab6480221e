with

latest_versions as (

    select * from {{ source('raw_hubspot', 'email_event') }}
    where {{ known_by_as_of('created', 'null') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'null') }}

),

email_events as (

    select
        source_system,
        id as event_id,
        type as event_type,
        recipient,
        email_campaign_id,
        filtered_event as is_filtered,
        created as occurred_at

    from latest_versions
    where obsoleted_by_id is null

)

select * from email_events
