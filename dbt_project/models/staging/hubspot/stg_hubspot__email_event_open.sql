with

latest_versions as (

    select * from {{ source('raw_hubspot', 'email_event_open') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'null') }}

),

opens as (

    select
        source_system,
        id as event_id,
        user_agent

    from latest_versions

)

select * from opens
