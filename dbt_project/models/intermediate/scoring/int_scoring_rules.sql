with

rule_sets as (

    select * from {{ ref('int_rule_sets') }}

),

rules as (

    select * from {{ ref('scoring_rules') }}

),

groups as (

    select * from {{ ref('int_scoring_groups') }}

),

review as (

    select * from {{ ref('scoring_rule_review') }}

),

scoring_rules as (

    select
        rule_sets.rule_set,
        rule_sets.seed_rule_set,
        rule_sets.is_current,
        rules.rule_id,
        rules.rule_kind,
        rules.rule_group,
        rules.label,
        case when rule_sets.is_suggested then review.suggested_points else rules.points end
            as points,
        groups.half_life_days,
        groups.max_points,
        groups.min_points

    from rule_sets
    inner join rules
        on rule_sets.seed_rule_set = rules.rule_set
    inner join groups
        on
            rule_sets.rule_set = groups.rule_set
            and rules.rule_group = groups.rule_group
    left join review
        on
            rules.rule_set = review.rule_set
            and rules.rule_id = review.rule_id

)

select * from scoring_rules
