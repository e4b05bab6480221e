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

-- Decay is measured from the last touch: the parts are the same as from the conversion, but those
-- of old paths keep their digits.
aged_touches as (

    select
        *,
        min(days_before) over (partition by conversion_id) as last_days_before

    from placed_touches

),

conversion_touches as (

    select
        aged_touches.conversion_id,
        aged_touches.touchpoint_id,
        aged_touches.channel,
        aged_touches.campaign_id,
        cast(aged_touches.path_position as int) as path_position,
        cast(aged_touches.path_length as int) as path_length,
        aged_touches.days_before,
        case
            when aged_touches.last_non_direct_number = 0
                then aged_touches.path_position = aged_touches.path_length
            else aged_touches.touch_number = aged_touches.last_non_direct_number
        end as is_last_non_direct,
        cast(
            power(
                0.5,
                (aged_touches.days_before - aged_touches.last_days_before)
                / settings.half_life_days
            ) as decimal(18, 9)
        ) as decayed_weight

    from aged_touches
    cross join settings

)

select * from conversion_touches
