{% set news = {'person_id': 'int_person_news', 'snapshot_at': 'int_snapshot_news'} %}
{{ config(meta={'news': news}) }}

with

settings as (

    select * from {{ ref('int_probability_settings') }}

),

-- A touch that was received late was not known when it happened.
touchpoints as (

    select
        touchpoints.person_id,
        touchpoints.occurred_at,
        greatest(
            touchpoints.occurred_at, coalesce(touchpoints.received_at, touchpoints.occurred_at)
        ) as known_at,
        case
            when instr(
                concat('|', settings.strong_funnel_stages, '|'),
                concat('|', touchpoints.funnel_stage, '|')
            ) > 0 then 1
            else 0
        end as is_strong

    from {{ ref('int_touchpoints') }} as touchpoints
    cross join settings
    where touchpoints.is_counted and touchpoints.person_id is not null

),

examples as (

    select
        examples.person_id,
        examples.snapshot_at,
        {{ add_days_to_instant('examples.snapshot_at', '-settings.lookback_days') }} as seen_from,
        {{ add_days_to_instant('examples.snapshot_at', '-settings.recent_days') }} as recent_from

    from {{ news_in('int_scoring_examples', news) }} as examples
    cross join settings

),

seen_touches as (

    select
        touchpoints.*,
        examples.snapshot_at,
        case when touchpoints.occurred_at > examples.recent_from then 1 else 0 end as is_recent

    from touchpoints
    inner join examples
        on
            touchpoints.person_id = examples.person_id
            and touchpoints.known_at <= examples.snapshot_at
            and touchpoints.occurred_at > examples.seen_from

),

snapshot_touches as (

    select
        person_id,
        snapshot_at,
        max(occurred_at) as last_touch_at,
        sum(is_strong * is_recent) as recent_strong_touches

    from seen_touches
    group by person_id, snapshot_at

)

select * from snapshot_touches
