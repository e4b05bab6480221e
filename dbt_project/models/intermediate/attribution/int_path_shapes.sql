with

conversions as (

    select
        *,
        case when conversion_kind in ('opportunity', 'won') then source_key end as opportunity_id

    from {{ ref('int_conversions') }}

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

-- A milestone after the conversion did not lead there.
dated_conversions as (

    select
        conversions.conversion_id,
        conversions.conversion_kind in ('won', 'order') as is_close,
        case
            when people.lead_created_at <= conversions.converted_at
                then {{ days_elapsed('people.lead_created_at', 'conversions.converted_at') }}
        end as lead_days_before,
        case
            when opportunities.created_at <= conversions.converted_at
                then {{ days_elapsed('opportunities.created_at', 'conversions.converted_at') }}
        end as opportunity_days_before

    from conversions
    left join people
        on conversions.person_id = people.person_id
    left join opportunities
        on conversions.opportunity_id = opportunities.opportunity_id

),

-- The last touch up to a milestone led to it. A conversion without a touch has a path of one
-- stand-in.
paths as (

    select
        dated_conversions.conversion_id,
        dated_conversions.is_close,
        count(touches.touchpoint_id) as touches,
        coalesce(max(touches.path_position), 1) as path_length,
        coalesce(
            max(case when touches.channel <> 'direct' then touches.path_position end),
            max(touches.path_position),
            1
        ) as last_non_direct_position,
        max(
            case
                when dated_conversions.lead_days_before <= touches.days_before
                    then touches.path_position
            end
        ) as lead_position,
        max(
            case
                when dated_conversions.opportunity_days_before <= touches.days_before
                    then touches.path_position
            end
        ) as opportunity_position

    from dated_conversions
    left join touches
        on dated_conversions.conversion_id = touches.conversion_id
    group by dated_conversions.conversion_id, dated_conversions.is_close

),

path_shapes as (

    select
        *,
        cast(
            dense_rank() over (
                order by
                    is_close,
                    path_length,
                    last_non_direct_position,
                    lead_position nulls last,
                    opportunity_position nulls last
            ) as int
        ) as shape_number

    from paths

)

select * from path_shapes
