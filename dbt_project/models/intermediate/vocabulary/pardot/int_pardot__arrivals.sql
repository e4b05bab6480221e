with

visitors as (

    select
        *,
        {{ local_date('created_at') }} as arrived_on

    from {{ ref('stg_pardot__visitor') }}

),

visitor_activities as (

    select
        *,
        {{ local_date('occurred_at') }} as occurred_on

    from {{ ref('int_pardot__visitor_activities') }}
    where visitor_id is not null

),

first_activities as (

    select * from visitor_activities
    qualify
        row_number() over (
            partition by source_system, visitor_id
            order by occurred_at, visitor_activity_id
        ) = 1

),

-- The UTM parameters of a visitor are those of its first visit. They belong to the first thing it
-- did on that day; where Pardot lists nothing of that day, coming was all it did.
arrivals as (

    select
        visitors.source_system,
        visitors.visitor_id,
        visitors.prospect_id,
        visitors.utm_source,
        visitors.utm_medium,
        visitors.utm_campaign,
        visitors.created_at as arrived_at,
        first_activities.visitor_activity_id

    from visitors
    left join first_activities
        on
            visitors.source_system = first_activities.source_system
            and visitors.visitor_id = first_activities.visitor_id
            and visitors.arrived_on = first_activities.occurred_on

)

select * from arrivals
