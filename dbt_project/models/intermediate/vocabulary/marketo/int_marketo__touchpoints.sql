with

activity_touches as (

    select * from {{ ref('int_marketo__activity_touches') }}

),

program_touches as (

    select * from {{ ref('int_marketo__program_touches') }}

),

touches as (

    select
        source_system,
        touchpoint_id,
        lead_id,
        touchpoint_type,
        url,
        referrer,
        campaign_id,
        content,
        user_agent,
        occurred_at,
        is_machine

    from activity_touches
    union all
    select
        source_system,
        touchpoint_id,
        lead_id,
        touchpoint_type,
        null as url,
        null as referrer,
        campaign_id,
        content,
        null as user_agent,
        occurred_at,
        null as is_machine

    from program_touches

),

touchpoints as (

    select
        source_system,
        touchpoint_id,
        lead_id,
        cast(null as string) as email,
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

    from touches

)

select * from touchpoints
