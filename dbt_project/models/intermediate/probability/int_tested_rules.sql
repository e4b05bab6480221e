with

rule_scores as (

    select
        scores.rule_set,
        scores.lead_score,
        scores.temperature,
        examples.is_tested,
        examples.sample = 'training' as is_training,
        case when examples.converted then 1 else 0 end as conversions

    from {{ ref('int_scorecard_features') }} as examples
    inner join {{ ref('int_snapshot_scores') }} as scores
        on
            examples.person_id = scores.person_id
            and examples.snapshot_at = scores.snapshot_at

),

-- Rules foretell no probability: what came of people as hot in the training sample stands for it,
-- and what came of all where nobody was as hot.
training_rates as (

    select
        rule_set,
        temperature,
        {{ safe_divide('sum(conversions)', 'count(*)') }} as probability

    from rule_scores
    where is_training
    group by rule_set, temperature

),

all_training_rates as (

    select
        rule_set,
        {{ safe_divide('sum(conversions)', 'count(*)') }} as probability

    from rule_scores
    where is_training
    group by rule_set

),

tested_rules as (

    select
        rule_scores.rule_set,
        rule_scores.lead_score,
        rule_scores.temperature,
        coalesce(training_rates.probability, all_training_rates.probability) as probability,
        count(*) as people,
        sum(rule_scores.conversions) as conversions

    from rule_scores
    left join training_rates
        on
            rule_scores.rule_set = training_rates.rule_set
            and rule_scores.temperature = training_rates.temperature
    left join all_training_rates
        on rule_scores.rule_set = all_training_rates.rule_set
    where rule_scores.is_tested
    group by
        rule_scores.rule_set,
        rule_scores.lead_score,
        rule_scores.temperature,
        coalesce(training_rates.probability, all_training_rates.probability)

)

select * from tested_rules
