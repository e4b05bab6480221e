with

rule_sets as (

    select * from {{ ref('int_rule_sets') }}
    where is_current

),

rules as (

    select * from {{ ref('scoring_rules') }}

),

groups as (

    select * from {{ ref('int_scoring_groups') }}

),

settings as (

    select * from {{ ref('int_review_settings') }}

),

reviewed_rules as (

    select
        rules.rule_set,
        rules.rule_id,
        rules.rule_kind,
        rules.rule_group,
        rules.label,
        rules.points,
        groups.half_life_days,
        groups.max_points,
        groups.min_points,
        groups.half_life_days * settings.firing_half_lives as firing_days

    from rules
    inner join rule_sets
        on rules.rule_set = rule_sets.rule_set
    inner join groups
        on
            rule_sets.rule_set = groups.rule_set
            and rules.rule_group = groups.rule_group
    cross join settings

)

select * from reviewed_rules
