{%- set columns = [
    'source_system', 'touchpoint_id', 'lead_id', 'email', 'touchpoint_type', 'url', 'referrer',
    'campaign_id', 'content', 'user_agent', 'occurred_at', 'is_machine',
] -%}
with

recorded_touches as (

    {{ union_of([
        'int_hubspot__form_touches', 'int_hubspot__email_touches', 'int_hubspot__engagement_touches',
    ], columns) }}

),

touchpoints as (

    select
        source_system,
        touchpoint_id,
        lead_id,
        email,
        cast(null as string) as visitor_id,
        touchpoint_type,
        url,
        referrer,
        cast(null as string) as utm_source,
        cast(null as string) as utm_medium,
        cast(null as string) as utm_campaign,
        campaign_id,
        content,
        cast(null as string) as product_line,
        user_agent,
        occurred_at,
        cast(null as timestamp) as received_at,
        is_machine,
        cast(null as string) as load_id

    from recorded_touches

)

select * from touchpoints
