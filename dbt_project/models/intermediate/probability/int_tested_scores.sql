with

combinations as (

    select
        combinations.tested_people as people,
        combinations.tested_conversions as conversions,
        probabilities.tested_probability as scorecard_probability,
        challenger.probability as challenger_probability

    from {{ ref('int_scorecard_combinations') }} as combinations
    inner join {{ ref('int_scorecard_probabilities') }} as probabilities
        on combinations.combination = probabilities.combination
    inner join {{ ref('int_challenger_probabilities') }} as challenger
        on combinations.combination = challenger.combination
    where combinations.tested_people > 0

),

rule_sets as (

    select * from {{ ref('int_rule_sets') }}

),

rules as (

    select * from {{ ref('int_tested_rules') }}

),

all_scores as (

    select
        'rules' as score_kind,
        rule_set,
        cast(lead_score as double) as score,
        temperature,
        probability,
        people,
        conversions

    from rules

    {% for kind, column in [('probability', 'scorecard'), ('challenger', 'challenger')] %}
        union all

        select
            '{{ kind }}' as score_kind,
            rule_sets.rule_set,
            combinations.{{ column }}_probability as score,
            cast(null as string) as temperature,
            combinations.{{ column }}_probability as probability,
            combinations.people,
            combinations.conversions

        from combinations
        inner join rule_sets
            on rule_sets.is_current
    {% endfor %}

),

tested_scores as (

    select
        score_kind,
        rule_set,
        score,
        temperature,
        probability,
        cast(sum(people) as bigint) as people,
        cast(sum(conversions) as bigint) as conversions

    from all_scores
    group by score_kind, rule_set, score, temperature, probability

)

select * from tested_scores
