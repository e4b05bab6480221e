{# Half of the powers of two that fit into a double, on either side of one. #}
{% set span = 1000 %}
{% set news = {'person_id': 'int_person_news'} %}
{{ config(meta={'news': news}) }}

with

changes as (

    select * from {{ news_in('int_score_changes', news) }}

),

groups as (

    select * from {{ ref('int_scoring_groups') }}

),

moments as (

    select * from {{ ref('int_score_moments') }}

),

days as (

    select distinct score_on from {{ news_in('int_score_changes', news) }}

),

measured_days as (

    select
        days.score_on,
        {{ start_of_day('days.score_on') }} as begins_at,
        least({{ start_of_day(add_days('days.score_on', 1)) }}, moments.scored_at) as measured_at

    from days
    cross join moments

),

measured_changes as (

    select
        changes.*,
        groups.half_life_days,
        groups.max_points,
        groups.min_points,
        measured_days.begins_at,
        measured_days.measured_at,
        first_days.measured_at as origin_at

    from changes
    inner join groups
        on changes.rule_set = groups.rule_set and changes.rule_group = groups.rule_group
    inner join measured_days
        on changes.score_on = measured_days.score_on
    inner join measured_days as first_days
        on changes.first_on = first_days.score_on

),

aged_changes as (

    select
        *,
        least(coalesce(
            {{ days_elapsed('origin_at', 'measured_at') }} / half_life_days, 0
        ), 2 * {{ span }}) - {{ span }} as age,
        least(coalesce(
            {{ days_elapsed('origin_at', 'begins_at') }} / half_life_days, 0
        ), 2 * {{ span }}) - {{ span }} as age_before
    from measured_changes

),

-- Exponential decay in one pass: points are kept as if they had grown since the origin, their
-- running sum is shrunk back to each day (docs/decisions/score_history_in_one_pass.md).
running_points as (

    select
        *,
        sum(points * power(2, age)) over (
            partition by rule_set, person_id, rule_group order by score_on
            rows between unbounded preceding and current row
        ) * power(2, -age) as points_after,
        coalesce(sum(points * power(2, age)) over (
            partition by rule_set, person_id, rule_group order by score_on
            rows between unbounded preceding and 1 preceding
        ), 0) * power(2, -age_before) as points_before,
        lead(measured_at) over (
            partition by rule_set, person_id, rule_group order by score_on
        ) as next_measured_at
    from aged_changes

),

group_days as (

    select
        rule_set,
        person_id,
        rule_group,
        score_on,
        begins_at,
        measured_at,
        next_measured_at,
        last_event_at,
        cast(round(points_after, 9) as decimal(18, 9)) as unlimited_points,
        cast(round(greatest(least(points_after, max_points), min_points), 9) as decimal(18, 9))
            as points_after,
        cast(round(greatest(least(points_before, max_points), min_points), 9) as decimal(18, 9))
            as points_before
    from running_points

)

select * from group_days
