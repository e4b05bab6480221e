with

attributes as (

    select * from {{ ref('int_scored_attributes') }}

),

rules as (

    select * from {{ ref('int_scoring_rules') }}

),

attribute_points as (

    select
        rules.rule_set,
        attributes.person_id,
        rules.rule_id,
        rules.rule_group,
        rules.points,
        attributes.starts_on,
        attributes.ends_on

    from attributes
    inner join rules
        on
            attributes.rule_set = rules.seed_rule_set
            and attributes.rule_id = rules.rule_id

)

select * from attribute_points
