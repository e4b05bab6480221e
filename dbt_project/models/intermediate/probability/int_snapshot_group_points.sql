{% set news = {'person_id': 'int_person_news', 'snapshot_at': 'int_snapshot_news'} %}
{{ config(meta={'news': news}) }}

with

examples as (

    select * from {{ news_in('int_scoring_examples', news) }}

),

group_days as (

    select * from {{ ref('int_score_group_days') }}

),

groups as (

    select * from {{ ref('int_scoring_groups') }}

),

-- What the last change before the snapshot left has decayed since.
aged_points as (

    select
        group_days.rule_set,
        group_days.person_id,
        group_days.rule_group,
        examples.snapshot_at,
        group_days.unlimited_points,
        {{ days_elapsed('group_days.measured_at', 'examples.snapshot_at') }} as days_since

    from group_days
    inner join examples
        on
            group_days.person_id = examples.person_id
            and group_days.measured_at <= examples.snapshot_at
            and (
                group_days.next_measured_at is null
                or group_days.next_measured_at > examples.snapshot_at
            )

),

snapshot_group_points as (

    select
        aged_points.rule_set,
        aged_points.person_id,
        aged_points.snapshot_at,
        aged_points.rule_group,
        cast(round(greatest(least(
            aged_points.unlimited_points
            * power(2, -coalesce(aged_points.days_since / groups.half_life_days, 0)),
            groups.max_points
        ), groups.min_points), 9) as decimal(18, 9)) as points

    from aged_points
    inner join groups
        on
            aged_points.rule_set = groups.rule_set
            and aged_points.rule_group = groups.rule_group

)

select * from snapshot_group_points
