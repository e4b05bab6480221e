with

latest_versions as (

    select * from {{ source('raw_hubspot', 'email_event_click') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'null') }}

),

clicks as (

    select
        source_system,
        id as event_id,
        url,
        referer as referrer,
        user_agent

    from latest_versions

)

select * from clicks
