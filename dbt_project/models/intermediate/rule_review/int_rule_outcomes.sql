with

examples as (

    select
        person_id,
        case when converted then 1 else 0 end as conversions

    from {{ ref('int_scoring_examples') }}
    where sample = 'training'

),

firings as (

    select * from {{ ref('int_rule_firings') }}

),

rules as (

    select * from {{ ref('int_reviewed_rules') }}

),

people as (

    select
        person_id,
        count(*) as examples,
        sum(conversions) as conversions

    from examples
    group by person_id

),

totals as (

    select
        count(*) as people,
        coalesce(sum(examples), 0) as examples,
        coalesce(sum(conversions), 0) as conversions,
        coalesce(sum(case when conversions > 0 then 1 else 0 end), 0) as converted_people

    from people

),

person_rules as (

    select
        person_id,
        rule_id,
        count(*) as examples_with,
        sum(case when converted then 1 else 0 end) as conversions_with,
        sum(firings) as firings

    from firings
    group by person_id, rule_id

),

fired_rules as (

    select
        person_rules.rule_id,
        count(*) as people_with,
        sum(case when person_rules.examples_with = people.examples then 1 else 0 end)
            as people_always_with,
        sum(person_rules.examples_with) as examples_with,
        sum(person_rules.conversions_with) as conversions_with,
        sum(person_rules.firings) as firings

    from person_rules
    inner join people
        on person_rules.person_id = people.person_id
    group by person_rules.rule_id

),

rule_outcomes as (

    select
        rules.*,
        coalesce(fired_rules.people_with, 0) as people_with,
        totals.people - coalesce(fired_rules.people_always_with, 0) as people_without,
        coalesce(fired_rules.examples_with, 0) as examples_with,
        totals.examples - coalesce(fired_rules.examples_with, 0) as examples_without,
        coalesce(fired_rules.conversions_with, 0) as conversions_with,
        totals.conversions - coalesce(fired_rules.conversions_with, 0) as conversions_without,
        totals.converted_people,
        -- One conversion follows several snapshots: so many times each is counted.
        coalesce({{ safe_divide('totals.conversions', 'totals.converted_people') }}, 1) as repeats,
        {{ safe_divide('fired_rules.firings', 'fired_rules.examples_with') }} as mean_firings

    from rules
    cross join totals
    left join fired_rules
        on rules.rule_id = fired_rules.rule_id

)

select * from rule_outcomes
