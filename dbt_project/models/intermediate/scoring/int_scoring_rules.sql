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

scoring_rules as (

    select
        rule_sets.rule_set,
        rule_sets.seed_rule_set,
        rule_sets.is_current,
        rules.rule_id,
        rules.rule_kind,
        rules.rule_group,
        rules.label,
        rules.points,
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

)

select * from scoring_rules
