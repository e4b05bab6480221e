with

known_versions as (

    select * from {{ source('raw_files', 'touchpoints') }}
    where {{ event_known_by_as_of() }}

),

touchpoint_versions as (

    select
        source_system,
        touchpoint_id,
        lead_id,
        email,
        visitor_id,
        touchpoint_type,
        url,
        referrer,
        utm_source,
        utm_medium,
        utm_campaign,
        campaign_id,
        content,
        product_line,
        user_agent,
        occurred_at,
        received_at,
        _load_id as load_id,
        _source_line as source_line,
        _loaded_at as loaded_at

    from known_versions

)

select * from touchpoint_versions
