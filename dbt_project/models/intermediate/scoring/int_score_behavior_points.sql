with

event_days as (

    select * from {{ ref('int_score_event_days') }}

),

touchpoints as (

    select * from {{ ref('int_scored_touchpoints') }}

),

rules as (

    select * from {{ ref('int_scoring_rules') }}

),

moments as (

    select
        *,
        {{ local_date('compared_at') }} as compared_on

    from {{ ref('int_score_moments') }}

),

-- The day of the comparison was not over: of it counts what had happened by then.
begun_days as (

    select
        rules.rule_set,
        touchpoints.person_id,
        rules.rule_id,
        moments.compared_on as event_on,
        cast(sum(cast(round(
            rules.points
            * {{ decay('touchpoints.occurred_at', 'moments.compared_at', 'rules.half_life_days') }},
            9
        ) as decimal(18, 9))) as decimal(18, 9)) as decayed_points

    from touchpoints
    inner join moments
        on
            touchpoints.occurred_on = moments.compared_on
            and touchpoints.occurred_at <= moments.compared_at
    inner join rules
        on
            touchpoints.rule_set = rules.seed_rule_set
            and touchpoints.rule_id = rules.rule_id
    group by rules.rule_set, touchpoints.person_id, rules.rule_id, moments.compared_on

),

-- What a day left decays as one: a run costs the days of people, not their touches.
decayed_days as (

    select
        event_days.*,
        moments.compared_on,
        cast(round(
            event_days.points_that_day
            * {{ decay('event_days.measured_at', 'moments.scored_at', 'rules.half_life_days') }},
            9
        ) as decimal(18, 9)) as decayed_points,
        cast(round(
            event_days.points_that_day
            * {{ decay('event_days.measured_at', 'moments.compared_at', 'rules.half_life_days') }},
            9
        ) as decimal(18, 9)) as decayed_points_by_then

    from event_days
    cross join moments
    inner join rules
        on event_days.rule_set = rules.rule_set and event_days.rule_id = rules.rule_id

),

behavior_points as (

    select
        decayed_days.rule_set,
        decayed_days.person_id,
        decayed_days.rule_id,
        decayed_days.event_on,
        decayed_days.event_count,
        decayed_days.points,
        decayed_days.decayed_points,
        case
            when decayed_days.event_on < decayed_days.compared_on
                then decayed_days.decayed_points_by_then
            else coalesce(begun_days.decayed_points, 0)
        end as decayed_points_then

    from decayed_days
    left join begun_days
        on
            decayed_days.rule_set = begun_days.rule_set
            and decayed_days.person_id = begun_days.person_id
            and decayed_days.rule_id = begun_days.rule_id
            and decayed_days.event_on = begun_days.event_on

)

select * from behavior_points
