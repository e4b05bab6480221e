with

estimates as (

    select * from {{ ref('int_rule_estimates') }}

),

settings as (

    select * from {{ ref('int_review_settings') }}

),

-- What the known rules give together now, for what they tell together.
points_per_evidence as (

    select
        {{ safe_divide('sum(abs(points) * mean_firings)', 'sum(abs(evidence))') }}
            as evidence_worth

    from estimates
    where is_known

),

-- A rule that fires often at once gives its points as often, and none gives more than its group.
fair_rules as (

    select
        estimates.*,
        estimates.lift_low > 1 or estimates.lift_high < 1 as is_proven,
        greatest(least(
            round(estimates.evidence * points_per_evidence.evidence_worth / estimates.mean_firings),
            estimates.max_points
        ), estimates.min_points) as fair_points,
        greatest(
            settings.tolerance_points, settings.tolerance_share * abs(estimates.points)
        ) as tolerance

    from estimates
    cross join points_per_evidence
    cross join settings

),

-- What lifts is not made to lower, nor the reverse, unless that is proven.
bounded_rules as (

    select
        *,
        case
            when fair_points * points < 0 and not is_proven then 0
            else fair_points
        end as bounded_points

    from fair_rules

),

judged_rules as (

    select
        *,
        case
            when not is_known then 'too little data'
            when abs(bounded_points - points) <= tolerance then 'keep'
            when bounded_points = 0 then 'drop'
            when bounded_points > points then 'raise'
            else 'lower'
        end as verdict

    from bounded_rules

),

rule_review as (

    select
        rule_set,
        rule_id,
        rule_kind,
        rule_group,
        label,
        cast(people_with as int) as people_with,
        cast(examples_with as int) as examples_with,
        cast(conversions_with as int) as conversions_with,
        {{ safe_divide('conversions_with', 'examples_with') }} as conversion_rate_with,
        rate_with_low,
        rate_with_high,
        cast(people_without as int) as people_without,
        cast(examples_without as int) as examples_without,
        cast(conversions_without as int) as conversions_without,
        {{ safe_divide('conversions_without', 'examples_without') }} as conversion_rate_without,
        rate_without_low,
        rate_without_high,
        lift,
        lift_low,
        lift_high,
        mean_firings,
        points as current_points,
        cast(
            case when verdict in ('keep', 'too little data') then points else bounded_points end
            as decimal(18, 9)
        ) as suggested_points,
        verdict

    from judged_rules

)

select * from rule_review
