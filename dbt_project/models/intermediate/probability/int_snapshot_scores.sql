{% set news = {'person_id': 'int_person_news', 'snapshot_at': 'int_snapshot_news'} %}
{{ config(meta={'news': news}) }}

with

examples as (

    select * from {{ news_in('int_scoring_examples', news) }}

),

group_points as (

    select * from {{ news_in('int_snapshot_group_points', news) }}

),

-- A group in which anything that people do counts is engagement.
group_kinds as (

    select
        rule_set,
        rule_group,
        bool_or(rule_kind = 'behavior') as is_engagement

    from {{ ref('int_scoring_rules') }}
    group by rule_set, rule_group

),

thresholds as (

    select * from {{ ref('int_score_thresholds') }}

),

person_points as (

    select
        group_points.rule_set,
        group_points.person_id,
        group_points.snapshot_at,
        sum(case when group_kinds.is_engagement then 0 else group_points.points end) as fit_points,
        sum(case when group_kinds.is_engagement then group_points.points else 0 end)
            as engagement_points

    from group_points
    inner join group_kinds
        on
            group_points.rule_set = group_kinds.rule_set
            and group_points.rule_group = group_kinds.rule_group
    group by group_points.rule_set, group_points.person_id, group_points.snapshot_at

),

example_points as (

    select
        thresholds.rule_set,
        thresholds.is_current as is_current_rule_set,
        thresholds.hot,
        thresholds.warm,
        thresholds.score_min,
        thresholds.score_max,
        examples.person_id,
        examples.snapshot_at,
        coalesce(person_points.fit_points, 0) as fit_points,
        coalesce(person_points.engagement_points, 0) as engagement_points

    from examples
    cross join thresholds
    left join person_points
        on
            thresholds.rule_set = person_points.rule_set
            and examples.person_id = person_points.person_id
            and examples.snapshot_at = person_points.snapshot_at

),

snapshot_scores as (

    select
        rule_set,
        is_current_rule_set,
        person_id,
        snapshot_at,
        fit_points,
        engagement_points,
        cast(
            greatest(least(fit_points + engagement_points, score_max), score_min) as decimal(18, 9)
        ) as lead_score,
        case
            when lead_score >= hot then 'hot'
            when lead_score >= warm then 'warm'
            else 'cold'
        end as temperature

    from example_points

)

select * from snapshot_scores
