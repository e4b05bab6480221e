with

visitor_activities as (

    select * from {{ ref('int_pardot__visitor_activities') }}

),

arrivals as (

    select * from {{ ref('int_pardot__arrivals') }}

),

touches as (

    select
        activities.source_system,
        activities.visitor_activity_id as touchpoint_id,
        activities.prospect_id,
        activities.visitor_id,
        activities.touchpoint_type,
        arrivals.utm_source,
        arrivals.utm_medium,
        arrivals.utm_campaign,
        activities.campaign_id,
        activities.details,
        activities.occurred_at

    from visitor_activities as activities
    left join arrivals
        on
            activities.source_system = arrivals.source_system
            and activities.visitor_activity_id = arrivals.visitor_activity_id
    union all
    select
        source_system,
        'visitor ' || visitor_id as touchpoint_id,
        prospect_id,
        visitor_id,
        'page_view' as touchpoint_type,
        utm_source,
        utm_medium,
        utm_campaign,
        cast(null as string) as campaign_id,
        cast(null as string) as details,
        arrived_at as occurred_at

    -- One without tags tells only that somebody came, which a tracker of the site tells better.
    from arrivals
    where
        visitor_activity_id is null
        and coalesce(utm_source, utm_medium, utm_campaign) is not null

),

touchpoints as (

    select
        source_system,
        touchpoint_id,
        prospect_id as lead_id,
        cast(null as string) as email,
        -- Each account numbers its visitors from one; browsers are told apart across all sources.
        source_system || ' ' || visitor_id as visitor_id,
        touchpoint_type,
        cast(null as string) as url,
        cast(null as string) as referrer,
        utm_source,
        utm_medium,
        utm_campaign,
        campaign_id,
        details as content,
        cast(null as string) as product_line,
        cast(null as string) as user_agent,
        occurred_at,
        cast(null as timestamp) as received_at,
        cast(null as boolean) as is_machine,
        cast(null as string) as load_id

    from touches

)

select * from touchpoints
