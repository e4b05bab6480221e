with

activities as (

    select
        *,
        lower(activity_type || ' ' || type_name) as type_of_object

    from {{ ref('stg_pardot__visitor_activity') }}

),

visitors as (

    select * from {{ ref('stg_pardot__visitor') }}

),

campaigns as (

    select * from {{ ref('stg_pardot__campaign') }}

),

type_map as (

    select * from {{ ref('touchpoint_type_map') }}
    where source = 'pardot' and field = 'visitor_activity_type'

),

-- The number tells what was done, the name to what: a few pairs mean something of their own.
typed_activities as (

    select
        activities.source_system,
        activities.visitor_activity_id,
        -- Whoever a browser turned out to belong to used it before, too.
        coalesce(activities.prospect_id, visitors.prospect_id) as prospect_id,
        activities.visitor_id,
        coalesce(campaigns.shared_campaign_id, activities.campaign_id) as campaign_id,
        case
            when pairs.value is not null then pairs.touchpoint_type
            when numbers.value is not null then numbers.touchpoint_type
            else coalesce(activities.type_of_object, activities.activity_type)
        end as touchpoint_type,
        activities.details,
        activities.occurred_at

    from activities
    left join type_map as pairs
        on activities.type_of_object = pairs.value
    left join type_map as numbers
        on activities.activity_type = numbers.value
    left join visitors
        on
            activities.source_system = visitors.source_system
            and activities.visitor_id = visitors.visitor_id
    left join campaigns
        on
            activities.source_system = campaigns.source_system
            and activities.campaign_id = campaigns.campaign_id

),

visitor_activities as (

    select * from typed_activities
    where touchpoint_type is not null

)

select * from visitor_activities
