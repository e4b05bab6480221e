with

rule_points as (

    select * from {{ ref('int_score_points') }}

),

rules as (

    select * from {{ ref('int_scoring_rules') }}

),

thresholds as (

    select * from {{ ref('int_score_thresholds') }}

),

group_points as (

    select
        rule_points.rule_set,
        rule_points.person_id,
        greatest(
            least(sum(rule_points.compared_points), max(rules.max_points)), max(rules.min_points)
        ) as compared_points

    from rule_points
    inner join rules
        on
            rule_points.rule_set = rules.rule_set
            and rule_points.rule_id = rules.rule_id
    group by rule_points.rule_set, rule_points.person_id, rules.rule_group

),

person_points as (

    select
        rule_set,
        person_id,
        sum(compared_points) as compared_points

    from group_points
    group by rule_set, person_id

),

compared_scores as (

    select
        person_points.rule_set,
        person_points.person_id,
        greatest(
            least(person_points.compared_points, thresholds.score_max), thresholds.score_min
        ) as compared_score

    from person_points
    inner join thresholds
        on person_points.rule_set = thresholds.rule_set

)

select * from compared_scores
