{% set news = {'person_id': 'int_person_news'} %}
{{ config(meta={'news': news}) }}

with

touchpoints as (

    select * from {{ news_in('int_scored_touchpoints', news) }}

),

rules as (

    select * from {{ ref('int_scoring_rules') }}

),

moments as (

    select * from {{ ref('int_score_moments') }}

),

event_days as (

    select
        occurred_on,
        {{ add_days('occurred_on', 1) }} as next_day

    from touchpoints
    group by occurred_on

),

-- A day that is not over is measured as far as it has come.
measured_days as (

    select
        event_days.occurred_on,
        least({{ start_of_day('event_days.next_day') }}, moments.scored_at) as measured_at

    from event_days
    cross join moments

),

aged_touchpoints as (

    select
        touchpoints.person_id,
        touchpoints.occurred_on,
        touchpoints.occurred_at,
        rules.rule_set,
        rules.rule_id,
        rules.rule_group,
        rules.points,
        measured_days.measured_at,
        {{ days_elapsed('touchpoints.occurred_at', 'measured_days.measured_at') }}
        / rules.half_life_days as half_lives

    from touchpoints
    inner join rules
        on
            touchpoints.rule_set = rules.seed_rule_set
            and touchpoints.rule_id = rules.rule_id
    inner join measured_days
        on touchpoints.occurred_on = measured_days.occurred_on

),

-- Without a half-life nothing decays. Rounded touch by touch, so that no sum depends on its order.
decayed_touchpoints as (

    select
        *,
        cast(round(points * power(2, -coalesce(half_lives, 0)), 9) as decimal(18, 9))
            as decayed_points

    from aged_touchpoints

),

person_rule_days as (

    select
        rule_set,
        person_id,
        rule_id,
        rule_group,
        occurred_on as event_on,
        measured_at,
        count(*) as event_count,
        max(occurred_at) as last_event_at,
        cast(sum(points) as decimal(18, 9)) as points,
        cast(sum(decayed_points) as decimal(18, 9)) as points_that_day

    from decayed_touchpoints
    group by rule_set, person_id, rule_id, rule_group, occurred_on, measured_at

)

select * from person_rule_days
