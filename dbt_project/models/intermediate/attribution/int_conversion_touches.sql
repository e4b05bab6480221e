with

conversions as (

    select * from {{ ref('int_conversions') }}

),

touchpoints as (

    select * from {{ ref('int_touchpoints') }}
    where is_counted and person_id is not null

),

settings as (

    select max(case when setting = 'time_decay_half_life_days' then value end) as half_life_days
    from {{ ref('attribution_settings') }}

),

-- A touch in the second of the conversion led to it; one in the second of the conversion before
-- led to that one.
touches_of_conversions as (

    select
        conversions.conversion_id,
        conversions.converted_at,
        touchpoints.touchpoint_id,
        touchpoints.occurred_at,
        touchpoints.touch_number,
        coalesce(touchpoints.channel, 'unknown') as channel,
        coalesce(touchpoints.campaign_id, '(none)') as campaign_id,
        case when touchpoints.channel = 'direct' then 0 else touchpoints.touch_number end
            as non_direct_number

    from conversions
    inner join touchpoints
        on
            conversions.person_id = touchpoints.person_id
            and conversions.converted_at >= touchpoints.occurred_at
            and conversions.looks_back_to <= touchpoints.occurred_at
            and (
                conversions.previous_converted_at is null
                or conversions.previous_converted_at < touchpoints.occurred_at
            )

),

placed_touches as (

    select
        *,
        row_number() over (partition by conversion_id order by touch_number) as path_position,
        count(*) over (partition by conversion_id) as path_length,
        max(non_direct_number) over (partition by conversion_id) as last_non_direct_number,
        {{ days_elapsed('occurred_at', 'converted_at') }} as days_before

    from touches_of_conversions

),

conversion_touches as (

    select
        placed_touches.conversion_id,
        placed_touches.touchpoint_id,
        placed_touches.channel,
        placed_touches.campaign_id,
        cast(placed_touches.path_position as int) as path_position,
        cast(placed_touches.path_length as int) as path_length,
        placed_touches.days_before,
        case
            when placed_touches.last_non_direct_number = 0
                then placed_touches.path_position = placed_touches.path_length
            else placed_touches.touch_number = placed_touches.last_non_direct_number
        end as is_last_non_direct,
        -- However old, a touch weighs something: a path of old touches must not weigh nothing.
        greatest(
            cast(
                power(0.5, placed_touches.days_before / settings.half_life_days) as decimal(18, 9)
            ),
            cast(0.000000001 as decimal(18, 9))
        ) as decayed_weight

    from placed_touches
    cross join settings

)

select * from conversion_touches
