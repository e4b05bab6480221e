with

counted_points as (

    select * from {{ ref('int_score_counted_points') }}

),

thresholds as (

    select * from {{ ref('int_score_thresholds') }}

),

moments as (

    select {{ local_date('scored_at') }} as scored_on

    from {{ ref('int_score_moments') }}

),

rule_totals as (

    select
        rule_set,
        person_id,
        rule_id,
        rule_kind,
        label,
        count(*) as day_count,
        max(event_on) as last_on,
        sum(counted_points) as counted_points

    from counted_points
    group by rule_set, person_id, rule_id, rule_kind, label

),

ranked_rules as (

    select
        rule_totals.*,
        {{ days_between('rule_totals.last_on', 'moments.scored_on') }} as days_ago,
        row_number() over (
            partition by rule_totals.rule_set, rule_totals.person_id
            order by rule_totals.counted_points desc, rule_totals.rule_id asc
        ) as reason_rank

    from rule_totals
    cross join moments
    where rule_totals.counted_points > 0

),

score_reasons as (

    select ranked_rules.*

    from ranked_rules
    inner join thresholds
        on
            ranked_rules.rule_set = thresholds.rule_set
            and ranked_rules.reason_rank <= thresholds.top_reasons

)

select * from score_reasons
