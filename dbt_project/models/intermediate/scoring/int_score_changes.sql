with

event_days as (

    select * from {{ ref('int_score_event_days') }}

),

attribute_points as (

    select * from {{ ref('int_score_attribute_points') }}

),

known_people as (

    select * from {{ ref('int_known_people') }}
    where is_valid

),

moments as (

    select {{ local_date('scored_at') }} as scored_on

    from {{ ref('int_score_moments') }}

),

-- An attribute comes on one day and, if its rule ends, goes on another.
changes as (

    select person_id, rule_group, event_on as score_on, points_that_day as points, last_event_at
    from event_days

    union all

    select person_id, rule_group, starts_on, points, null
    from attribute_points

    union all

    select person_id, rule_group, {{ add_days('ends_on', 1) }}, -points, null
    from attribute_points
    where ends_on is not null

),

past_changes as (

    select changes.*

    from changes
    inner join moments
        on changes.score_on <= moments.scored_on

),

person_groups as (

    select distinct
        person_id,
        rule_group

    from past_changes

),

-- The history begins on the day on which the person is known, with what was seen of them before.
person_days as (

    select
        past_changes.person_id,
        past_changes.score_on

    from past_changes
    inner join known_people
        on
            past_changes.person_id = known_people.person_id
            and past_changes.score_on > known_people.known_on

    union

    select
        person_id,
        known_on as score_on

    from known_people

),

-- A day on which one group changed needs the value of all.
all_changes as (

    select * from past_changes

    union all

    select
        person_days.person_id,
        person_groups.rule_group,
        person_days.score_on,
        0 as points,
        null as last_event_at

    from person_days
    inner join person_groups
        on person_days.person_id = person_groups.person_id

),

group_changes as (

    select
        person_id,
        rule_group,
        score_on,
        cast(sum(points) as decimal(18, 9)) as points,
        max(last_event_at) as last_event_at

    from all_changes
    group by person_id, rule_group, score_on

)

select * from group_changes
