with

rule_points as (

    select * from {{ ref('int_score_points') }}

),

limited_points as (

    select * from {{ ref('int_score_limited_points') }}

),

rules as (

    select * from {{ ref('int_scoring_rules') }}

),

counted_points as (

    select
        rule_points.rule_set,
        rule_points.person_id,
        rule_points.rule_id,
        rule_points.event_on,
        rules.rule_kind,
        rules.rule_group,
        rules.label,
        rule_points.event_count,
        rule_points.points,
        rule_points.decayed_points,
        rule_points.decayed_points_then,
        coalesce(limited_points.counted_points, rule_points.decayed_points) as counted_points,
        coalesce(limited_points.counted_points_then, rule_points.decayed_points_then)
            as counted_points_then

    from rule_points
    inner join rules
        on
            rule_points.rule_set = rules.rule_set
            and rule_points.rule_id = rules.rule_id
    left join limited_points
        on
            rule_points.rule_set = limited_points.rule_set
            and rule_points.person_id = limited_points.person_id
            and rule_points.rule_id = limited_points.rule_id
            and rule_points.event_on = limited_points.event_on

)

select * from counted_points
