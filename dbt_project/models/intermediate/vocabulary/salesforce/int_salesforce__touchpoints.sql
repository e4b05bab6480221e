-- Answers to campaigns are touches too; they are made of campaign members, for every CRM alike.
with

activities as (

    select * from {{ ref('int_salesforce__activities') }}

),

calls as (

    select
        *,
        lower(trim(call_type)) as direction

    from {{ ref('stg_salesforce__task') }}
    where call_type is not null

),

touchpoint_type_map as (

    select * from {{ ref('touchpoint_type_map') }}
    where source = 'salesforce' and field = 'call_type'

),

-- Who calls us touches us; who we call does not.
typed_calls as (

    select
        activities.*,
        case
            when touchpoint_type_map.value is null then calls.direction
            else touchpoint_type_map.touchpoint_type
        end as touchpoint_type

    from activities
    inner join calls
        on
            activities.source_system = calls.source_system
            and activities.activity_id = calls.task_id
    left join touchpoint_type_map
        on calls.direction = touchpoint_type_map.value

),

touchpoints as (

    select
        source_system,
        activity_id as touchpoint_id,
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
        occurred_at,
        cast(null as timestamp) as received_at,
        cast(null as boolean) as is_machine,
        cast(null as string) as load_id

    from typed_calls
    where touchpoint_type is not null

)

select * from touchpoints
