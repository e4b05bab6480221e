with

rule_points as (

    select * from {{ ref('int_score_points') }}

),

rules as (

    select
        scoring_rules.rule_id,
        scoring_rules.rule_group,
        score_groups.max_points,
        score_groups.min_points

    from {{ ref('scoring_rules') }} as scoring_rules
    inner join {{ ref('score_groups') }} as score_groups
        on scoring_rules.rule_group = score_groups.rule_group

),

thresholds as (

    select * from {{ ref('int_score_thresholds') }}

),

group_points as (

    select
        rule_points.person_id,
        greatest(
            least(sum(rule_points.compared_points), max(rules.max_points)), max(rules.min_points)
        ) as compared_points

    from rule_points
    inner join rules
        on rule_points.rule_id = rules.rule_id
    group by rule_points.person_id, rules.rule_group

),

person_points as (

    select
        person_id,
        sum(compared_points) as compared_points

    from group_points
    group by person_id

),

compared_scores as (

    select
        person_points.person_id,
        greatest(
            least(person_points.compared_points, thresholds.score_max), thresholds.score_min
        ) as compared_score

    from person_points
    cross join thresholds

)

select * from compared_scores
