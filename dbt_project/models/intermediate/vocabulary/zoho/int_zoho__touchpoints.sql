with

calls as (

    select * from {{ ref('stg_zoho__call') }}
    where started_at <= {{ as_of() }} and not is_deleted

),

touchpoint_types as (

    select * from {{ ref('touchpoint_type_map') }}
    where source = 'zoho' and field = 'call_type'

),

typed_calls as (

    select
        calls.source_system,
        calls.call_id,
        calls.started_at,
        coalesce(
            calls.who_id, case when calls.what_module = 'leads' then calls.what_id end
        ) as lead_id,
        -- A word that nobody mapped shows as it is.
        case
            when touchpoint_types.value is null then calls.call_type
            else touchpoint_types.touchpoint_type
        end as touchpoint_type

    from calls
    left join touchpoint_types
        on calls.call_type = touchpoint_types.value

),

-- Answers to campaigns become touches where those of all systems do.
touchpoints as (

    select
        source_system,
        call_id as touchpoint_id,
        lead_id,
        cast(null as string) as email,
        cast(null as string) as visitor_id,
        touchpoint_type,
        cast(null as string) as url,
        cast(null as string) as referrer,
        cast(null as string) as utm_source,
        cast(null as string) as utm_medium,
        cast(null as string) as utm_campaign,
        cast(null as string) as campaign_id,
        cast(null as string) as content,
        cast(null as string) as product_line,
        cast(null as string) as user_agent,
        started_at as occurred_at,
        cast(null as timestamp) as received_at,
        cast(null as boolean) as is_machine,
        cast(null as string) as load_id

    from typed_calls
    where touchpoint_type is not null

)

select * from touchpoints
