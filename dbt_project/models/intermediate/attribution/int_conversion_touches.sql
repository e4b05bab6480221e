{% set news = {'conversion_id': 'int_conversion_news'} %}
{{ config(meta={'news': news}) }}

with

conversions as (

    select * from {{ news_in('int_conversions', news) }}

),

walker_touches as (

    select * from {{ ref('int_walker_touches') }}

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
        conversions.conversion_kind,
        walker_touches.touchpoint_id,
        walker_touches.touch_number,
        walker_touches.channel,
        walker_touches.next_channel,
        walker_touches.campaign_id,
        {{ days_elapsed('walker_touches.occurred_at', 'conversions.converted_at') }} as days_before

    from conversions
    inner join walker_touches
        on
            conversions.walker_id = walker_touches.walker_id
            and conversions.converted_at >= walker_touches.occurred_at
            and conversions.looks_back_to <= walker_touches.occurred_at
            and (
                conversions.previous_converted_at is null
                or conversions.previous_converted_at < walker_touches.occurred_at
            )

),

-- A path is an unbroken run of its walker's touches, so it needs no order of its own.
placed_touches as (

    select
        *,
        touch_number - min(touch_number) over (partition by conversion_id) + 1 as path_position,
        count(*) over (partition by conversion_id) as path_length,
        min(days_before) over (partition by conversion_id) as last_days_before,
        count(*) over (partition by conversion_id, channel) as channel_touches

    from touches_of_conversions

),

-- Decay is measured from the last touch: the parts are the same as from the conversion, but those
-- of old paths keep their digits.
conversion_touches as (

    select
        placed_touches.conversion_id,
        placed_touches.conversion_kind,
        placed_touches.touchpoint_id,
        placed_touches.channel,
        case
            when
                placed_touches.path_position < placed_touches.path_length
                and placed_touches.channel = placed_touches.next_channel
                then null
            else placed_touches.channel
        end as channel_left,
        placed_touches.campaign_id,
        cast(placed_touches.path_position as int) as path_position,
        cast(placed_touches.path_length as int) as path_length,
        placed_touches.days_before,
        cast(
            power(
                0.5,
                (placed_touches.days_before - placed_touches.last_days_before)
                / settings.half_life_days
            ) as decimal(18, 12)
        ) as decayed_weight,
        cast(placed_touches.channel_touches as int) as channel_touches

    from placed_touches
    cross join settings

)

select * from conversion_touches
