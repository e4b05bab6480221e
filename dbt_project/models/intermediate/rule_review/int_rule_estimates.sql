with

outcomes as (

    select * from {{ ref('int_rule_outcomes') }}

),

settings as (

    select * from {{ ref('int_review_settings') }}

),

-- As if each conversion had been counted once: the intervals must not take repeats for evidence.
-- Null where there is nobody to compare with.
counted_once as (

    select
        *,
        conversions_with / repeats as converted_with,
        nullif(examples_with, 0) / repeats as seen_with,
        conversions_without / repeats as converted_without,
        nullif(examples_without, 0) / repeats as seen_without

    from outcomes

),

-- The half keeps the logarithms finite for counts of nothing (Haldane 1956, Anscombe 1956).
smoothed_counts as (

    select
        *,
        converted_with + 0.5 as converted_a,
        seen_with - converted_with + 0.5 as open_a,
        converted_without + 0.5 as converted_b,
        seen_without - converted_without + 0.5 as open_b,
        (converted_with + converted_without) / nullif(seen_with + seen_without, 0) as base_rate

    from counted_once

),

-- The error of the logarithm of a ratio of two rates is that of Katz and others (1978).
compared_rates as (

    select
        *,
        ln(converted_a * open_b / (converted_b * open_a)) as log_odds_ratio,
        sqrt(1 / converted_a + 1 / open_a + 1 / converted_b + 1 / open_b) as log_odds_error,
        ln(converted_a / (converted_a + open_a)) - ln(converted_b / (converted_b + open_b))
            as log_lift,
        sqrt(
            1 / converted_a - 1 / (converted_a + open_a)
            + 1 / converted_b - 1 / (converted_b + open_b)
        ) as log_lift_error,
        least(
            greatest(converted_with, seen_with * base_rate),
            greatest(converted_without, seen_without * base_rate)
        ) as conversions_to_judge_by

    from smoothed_counts

),

rule_estimates as (

    select
        compared_rates.*,
        round(exp(log_lift), 9) as lift,
        round(exp(log_lift - settings.z * log_lift_error), 9) as lift_low,
        round(exp(log_lift + settings.z * log_lift_error), 9) as lift_high,
        {{ wilson_low('converted_with', 'seen_with', 'settings.z') }} as rate_with_low,
        {{ wilson_high('converted_with', 'seen_with', 'settings.z') }} as rate_with_high,
        {{ wilson_low('converted_without', 'seen_without', 'settings.z') }} as rate_without_low,
        {{ wilson_high('converted_without', 'seen_without', 'settings.z') }} as rate_without_high,
        round(
            log_odds_ratio * power(settings.prior_deviation, 2)
            / (power(settings.prior_deviation, 2) + power(log_odds_error, 2)), 9
        ) as evidence,
        coalesce(
            converted_people >= settings.min_conversions
            and conversions_to_judge_by >= settings.min_expected_conversions, false
        ) as is_known

    from compared_rates
    cross join settings

)

select * from rule_estimates
