with

latest_versions as (

    select * from {{ source('raw_hubspot', 'email_event_status_change') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'null') }}

),

status_changes as (

    select
        source_system,
        id as event_id,
        portal_subscription_status as subscription_status

    from latest_versions

)

select * from status_changes
