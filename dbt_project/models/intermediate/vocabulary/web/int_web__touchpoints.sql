{%- set columns = [
    'source_system', 'event_id', 'event_name', 'visitor_id', 'user_id', 'email', 'url', 'referrer',
    'utm_source', 'utm_medium', 'utm_campaign', 'campaign_id', 'content', 'product_line',
    'user_agent', 'occurred_at', 'received_at',
] -%}
with

events as (

    {{ union_of([
        'stg_web__event', 'stg_web__page_view', 'stg_web__form_submission', 'stg_web__chat',
        'stg_web__sign_up', 'stg_web__trial', 'stg_web__cart_event',
    ], columns) }}

),

type_map as (

    select
        field,
        value,
        touchpoint_type

    from {{ ref('touchpoint_type_map') }}
    where source = 'web'

),

-- A word that nobody mapped stays visible as a type of its own; one known for no touch goes. What a
-- page or a form is for stands in its address or its name.
typed_events as (

    select
        events.*,
        case
            when type_map.value is null then lower(events.event_name)
            else type_map.touchpoint_type
        end as event_type,
        case event_type when 'page_view' then 'url' when 'form_submit' then 'form_name' end
            as purpose_field,
        case event_type
            when 'page_view' then lower(regexp_extract(events.url, '^[^?#]*', 0))
            when 'form_submit' then lower(events.content)
        end as purpose

    from events
    left join type_map
        on
            lower(events.event_name) = type_map.value
            and type_map.field = 'event_name'
    where type_map.value is null or type_map.touchpoint_type is not null

),

-- Pages and forms are few: patterns are tried once on each, not once per event.
purposes as (

    select distinct
        purpose_field,
        purpose

    from typed_events
    where purpose is not null

),

purpose_types as (

    select
        purposes.purpose_field,
        purposes.purpose,
        type_map.touchpoint_type

    from purposes
    inner join type_map
        on
            purposes.purpose_field = type_map.field
            and purposes.purpose like type_map.value
    qualify
        row_number() over (
            partition by purposes.purpose_field, purposes.purpose
            order by type_map.touchpoint_type, type_map.value
        ) = 1

),

touchpoints as (

    select
        typed_events.source_system,
        typed_events.event_id as touchpoint_id,
        typed_events.user_id as lead_id,
        typed_events.email,
        typed_events.visitor_id,
        coalesce(purpose_types.touchpoint_type, typed_events.event_type) as touchpoint_type,
        typed_events.url,
        typed_events.referrer,
        typed_events.utm_source,
        typed_events.utm_medium,
        typed_events.utm_campaign,
        typed_events.campaign_id,
        typed_events.content,
        typed_events.product_line,
        typed_events.user_agent,
        typed_events.occurred_at,
        typed_events.received_at,
        cast(null as boolean) as is_machine,
        cast(null as string) as load_id

    from typed_events
    left join purpose_types
        on
            typed_events.purpose_field = purpose_types.purpose_field
            and typed_events.purpose = purpose_types.purpose

)

select * from touchpoints
