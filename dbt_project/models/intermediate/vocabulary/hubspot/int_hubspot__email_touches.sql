with

email_events as (

    select * from {{ ref('int_hubspot__email_events') }}

),

opens as (

    select * from {{ ref('stg_hubspot__email_event_open') }}

),

clicks as (

    select * from {{ ref('stg_hubspot__email_event_click') }}

),

email_campaigns as (

    select * from {{ ref('stg_hubspot__email_campaign') }}

),

types as (

    select * from {{ ref('touchpoint_type_map') }}
    where source = 'hubspot' and field = 'email_event'

),

email_touches as (

    select
        email_events.source_system,
        email_events.event_id as touchpoint_id,
        email_events.contact_id as lead_id,
        email_events.recipient as email,
        coalesce(types.touchpoint_type, email_events.event_word) as touchpoint_type,
        clicks.url,
        clicks.referrer,
        email_events.email_campaign_id as campaign_id,
        coalesce(email_campaigns.name, email_campaigns.subject) as content,
        coalesce(opens.user_agent, clicks.user_agent) as user_agent,
        email_events.occurred_at,
        -- HubSpot filters known bots, and the addresses of one's own house: neither is a reader.
        email_events.is_filtered as is_machine

    from email_events
    left join types
        on email_events.event_word = types.value
    left join opens
        on
            email_events.source_system = opens.source_system
            and email_events.event_id = opens.event_id
    left join clicks
        on
            email_events.source_system = clicks.source_system
            and email_events.event_id = clicks.event_id
    left join email_campaigns
        on
            email_events.source_system = email_campaigns.source_system
            and email_events.email_campaign_id = email_campaigns.email_campaign_id
    where types.value is null or types.touchpoint_type is not null

)

select * from email_touches
