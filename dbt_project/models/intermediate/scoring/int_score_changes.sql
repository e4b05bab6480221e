{% set news = {'person_id': 'int_person_news'} %}
{{ config(meta={'news': news}) }}

with

dated_points as (

    select * from {{ news_in('int_score_dated_points', news) }}

),

known_people as (

    select * from {{ news_in('int_known_people', news) }}
    where is_valid

),

rule_sets as (

    select * from {{ ref('int_rule_sets') }}

),

person_groups as (

    select
        rule_set,
        person_id,
        rule_group,
        min(score_on) as first_on

    from dated_points
    group by rule_set, person_id, rule_group

),

-- The history begins on the day on which the person is known, with what was seen of them before.
person_days as (

    select
        dated_points.rule_set,
        dated_points.person_id,
        dated_points.score_on

    from dated_points
    inner join known_people
        on
            dated_points.person_id = known_people.person_id
            and dated_points.score_on > known_people.known_on

    union

    select
        rule_sets.rule_set,
        known_people.person_id,
        known_people.known_on as score_on

    from known_people
    cross join rule_sets

),

-- A day on which one group changed needs the value of all that have begun.
all_changes as (

    select * from dated_points

    union all

    select
        person_days.rule_set,
        person_days.person_id,
        person_groups.rule_group,
        person_days.score_on,
        cast(0 as decimal(18, 9)) as points,
        null as last_event_at

    from person_days
    inner join person_groups
        on
            person_days.rule_set = person_groups.rule_set
            and person_days.person_id = person_groups.person_id
            and person_days.score_on >= person_groups.first_on

),

summed_changes as (

    select
        rule_set,
        person_id,
        rule_group,
        score_on,
        cast(sum(points) as decimal(18, 9)) as points,
        max(last_event_at) as last_event_at

    from all_changes
    group by rule_set, person_id, rule_group, score_on

),

group_changes as (

    select
        summed_changes.*,
        person_groups.first_on

    from summed_changes
    inner join person_groups
        on
            summed_changes.rule_set = person_groups.rule_set
            and summed_changes.person_id = person_groups.person_id
            and summed_changes.rule_group = person_groups.rule_group

)

select * from group_changes
