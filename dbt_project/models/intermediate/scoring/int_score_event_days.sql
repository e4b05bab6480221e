with

touchpoints as (

    select * from {{ ref('int_scored_touchpoints') }}

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
        moments.scored_at,
        moments.compared_at,
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
        case
            when touchpoints.occurred_at <= measured_days.compared_at then rules.points
            else 0
        end as points_then,
        {{ days_elapsed('touchpoints.occurred_at', 'measured_days.measured_at') }}
        / rules.half_life_days as half_lives_that_day,
        {{ days_elapsed('touchpoints.occurred_at', 'measured_days.scored_at') }}
        / rules.half_life_days as half_lives,
        {{ days_elapsed('touchpoints.occurred_at', 'measured_days.compared_at') }}
        / rules.half_life_days as half_lives_then

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
        cast(round(points * power(2, -coalesce(half_lives_that_day, 0)), 9) as decimal(18, 9))
            as points_that_day,
        cast(round(points * power(2, -coalesce(half_lives, 0)), 9) as decimal(18, 9))
            as decayed_points,
        cast(round(points_then * power(2, -coalesce(half_lives_then, 0)), 9) as decimal(18, 9))
            as decayed_points_then

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
        cast(sum(points_that_day) as decimal(18, 9)) as points_that_day,
        cast(sum(decayed_points) as decimal(18, 9)) as decayed_points,
        cast(sum(decayed_points_then) as decimal(18, 9)) as decayed_points_then

    from decayed_touchpoints
    group by rule_set, person_id, rule_id, rule_group, occurred_on, measured_at

)

select * from person_rule_days
