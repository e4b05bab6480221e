with

people as (

    select * from {{ ref('int_known_people') }}
    where is_valid

),

counted_points as (

    select * from {{ ref('int_score_counted_points') }}

),

reasons as (

    select * from {{ ref('int_score_top_reasons') }}

),

thresholds as (

    select * from {{ ref('int_score_thresholds') }}

),

person_points as (

    select
        rule_set,
        person_id,
        cast(sum(case when rule_kind = 'behavior' then 0 else counted_points end) as decimal(18, 9))
            as fit_points,
        cast(sum(case when rule_kind = 'behavior' then counted_points else 0 end) as decimal(18, 9))
            as engagement_points,
        cast(sum(counted_points_then) as decimal(18, 9)) as points_then

    from counted_points
    group by rule_set, person_id

),

-- Who fits no rule and did nothing has a score all the same.
described_people as (

    select
        thresholds.rule_set,
        thresholds.score_min,
        thresholds.score_max,
        people.person_id,
        people.last_touch_at,
        reasons.top_reasons,
        coalesce(person_points.fit_points, 0) as fit_points,
        coalesce(person_points.engagement_points, 0) as engagement_points,
        coalesce(person_points.points_then, 0) as points_then

    from people
    cross join thresholds
    left join person_points
        on
            thresholds.rule_set = person_points.rule_set
            and people.person_id = person_points.person_id
    left join reasons
        on
            thresholds.rule_set = reasons.rule_set
            and people.person_id = reasons.person_id

),

person_scores as (

    select
        rule_set,
        person_id,
        last_touch_at,
        top_reasons,
        fit_points,
        engagement_points,
        greatest(least(fit_points + engagement_points, score_max), score_min) as lead_score,
        greatest(least(points_then, score_max), score_min) as compared_score

    from described_people

)

select * from person_scores
