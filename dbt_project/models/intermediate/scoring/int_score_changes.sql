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
begun_groups as (

    select
        person_days.rule_set,
        person_days.person_id,
        person_groups.rule_group,
        person_days.score_on,
        person_groups.first_on

    from person_days
    inner join person_groups
        on
            person_days.rule_set = person_groups.rule_set
            and person_days.person_id = person_groups.person_id
            and person_days.score_on >= person_groups.first_on

    union all

    -- Before, and of people who are not shown, a group's own days are enough.
    select
        dated_points.rule_set,
        dated_points.person_id,
        dated_points.rule_group,
        dated_points.score_on,
        person_groups.first_on

    from dated_points
    inner join person_groups
        on
            dated_points.rule_set = person_groups.rule_set
            and dated_points.person_id = person_groups.person_id
            and dated_points.rule_group = person_groups.rule_group
    left join known_people on dated_points.person_id = known_people.person_id
    where known_people.known_on is null or dated_points.score_on < known_people.known_on

),

-- One row of either side: a join spills what a sum over the rows of both would hold.
group_changes as (

    select
        begun_groups.*,
        cast(coalesce(dated_points.points, 0) as decimal(18, 9)) as points,
        dated_points.last_event_at

    from begun_groups
    left join dated_points
        on
            begun_groups.rule_set = dated_points.rule_set
            and begun_groups.person_id = dated_points.person_id
            and begun_groups.rule_group = dated_points.rule_group
            and begun_groups.score_on = dated_points.score_on

)

select * from group_changes
