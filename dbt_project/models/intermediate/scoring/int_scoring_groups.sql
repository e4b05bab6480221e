with

rule_sets as (

    select * from {{ ref('int_rule_sets') }}

),

groups as (

    select * from {{ ref('score_groups') }}

),

scoring_groups as (

    select
        rule_sets.rule_set,
        groups.rule_group,
        groups.half_life_days,
        groups.max_points,
        groups.min_points

    from rule_sets
    inner join groups
        on rule_sets.seed_rule_set = groups.rule_set

)

select * from scoring_groups
