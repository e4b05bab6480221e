with

touchpoints as (

    select * from {{ ref('int_touchpoints') }}
    where is_counted and person_id is not null

),

conversions as (

    select * from {{ ref('int_conversions') }}

),

lookback as (

    select
        {{ as_of() }} as looks_from,
        -max(case when setting = 'lookback_days' then value end) as days_back

    from {{ ref('attribution_settings') }}

),

recent_touches as (

    select
        touchpoints.person_id,
        touchpoints.touchpoint_id,
        touchpoints.occurred_at,
        touchpoints.touch_number,
        coalesce(touchpoints.channel, 'unknown') as channel

    from touchpoints
    inner join lookback
        on
            touchpoints.occurred_at
            >= {{ add_days_to_instant('lookback.looks_from', 'lookback.days_back') }}

),

kinds as (

    select distinct conversion_kind
    from conversions

),

last_conversions as (

    select
        person_id,
        conversion_kind,
        max(converted_at) as converted_at

    from conversions
    group by person_id, conversion_kind

),

open_touches as (

    select
        {{ hash_key(['recent_touches.person_id', 'kinds.conversion_kind']) }} as walk_id,
        kinds.conversion_kind,
        recent_touches.touchpoint_id,
        recent_touches.touch_number,
        recent_touches.channel

    from recent_touches
    cross join kinds
    left join last_conversions
        on
            recent_touches.person_id = last_conversions.person_id
            and kinds.conversion_kind = last_conversions.conversion_kind
            and recent_touches.occurred_at <= last_conversions.converted_at
    where last_conversions.person_id is null

)

select * from open_touches
