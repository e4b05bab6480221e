with

versions as (

    select * from {{ source('raw_web', 'page_view') }}

),

events as (

    select
        source_system,
        {{ distinct_event_id('page_view') }} as event_id,
        'page_view' as event_name,
        visitor_id,
        user_id,
        email,
        url,
        referrer,
        utm_source,
        utm_medium,
        utm_campaign,
        campaign_id,
        title as content,
        product_line,
        user_agent,
        occurred_at,
        received_at

    from versions
    where {{ event_known_by_as_of() }}
    qualify {{ is_latest_version(event_identity(), 'received_at') }}

)

select * from events
