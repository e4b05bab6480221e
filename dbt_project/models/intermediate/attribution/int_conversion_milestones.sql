with

conversions as (

    select * from {{ ref('int_conversions') }}

),

touches as (

    select * from {{ ref('int_conversion_touches') }}

),

people as (

    select * from {{ ref('int_people') }}

),

opportunities as (

    select * from {{ ref('int_opportunities') }}

),

milestones as (

    select
        conversions.conversion_id,
        'lead' as milestone,
        conversions.converted_at,
        people.lead_created_at as happened_at

    from conversions
    inner join people
        on conversions.person_id = people.person_id

    union all

    select
        conversions.conversion_id,
        'opportunity' as milestone,
        conversions.converted_at,
        opportunities.created_at as happened_at

    from conversions
    inner join opportunities
        on conversions.source_key = opportunities.opportunity_id
    where conversions.conversion_kind in ('opportunity', 'won')

),

dated_milestones as (

    select
        conversion_id,
        milestone,
        {{ days_elapsed('happened_at', 'converted_at') }} as days_before

    from milestones
    where happened_at <= converted_at

),

-- The last touch up to a milestone led to it.
conversion_milestones as (

    select
        dated_milestones.conversion_id,
        max(case when dated_milestones.milestone = 'lead' then touches.path_position end)
            as lead_position,
        max(case when dated_milestones.milestone = 'opportunity' then touches.path_position end)
            as opportunity_position

    from dated_milestones
    inner join touches
        on
            dated_milestones.conversion_id = touches.conversion_id
            and dated_milestones.days_before <= touches.days_before
    group by dated_milestones.conversion_id

)

select * from conversion_milestones
