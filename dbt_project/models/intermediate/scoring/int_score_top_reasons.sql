with

counted_points as (

    select * from {{ ref('int_score_counted_points') }}

),

thresholds as (

    select * from {{ ref('int_score_thresholds') }}

),

rule_totals as (

    select
        rule_set,
        person_id,
        rule_id,
        label,
        sum(counted_points) as counted_points

    from counted_points
    group by rule_set, person_id, rule_id, label

),

ranked_rules as (

    select
        *,
        row_number() over (
            partition by rule_set, person_id order by counted_points desc, rule_id asc
        ) as reason_rank

    from rule_totals
    where counted_points > 0

),

person_reasons as (

    select
        ranked_rules.rule_set,
        ranked_rules.person_id,
        {{ ordered_list('ranked_rules.label', 'ranked_rules.reason_rank', '; ') }} as top_reasons

    from ranked_rules
    inner join thresholds
        on
            ranked_rules.rule_set = thresholds.rule_set
            and ranked_rules.reason_rank <= thresholds.top_reasons
    group by ranked_rules.rule_set, ranked_rules.person_id

)

select * from person_reasons
