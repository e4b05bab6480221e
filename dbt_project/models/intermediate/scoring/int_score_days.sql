{% set news = {'person_id': 'int_person_news'} %}
{{ config(meta={'news': news}) }}

with

group_days as (

    select * from {{ news_in('int_score_group_days', news) }}

),

known_people as (

    select * from {{ news_in('int_known_people', news) }}

),

thresholds as (

    select * from {{ ref('int_score_thresholds') }}

),

person_days as (

    select
        group_days.rule_set,
        group_days.person_id,
        group_days.score_on,
        group_days.score_on = known_people.known_on as is_first,
        greatest(
            known_people.known_at,
            coalesce(max(group_days.last_event_at), max(group_days.begins_at))
        ) as changed_at,
        sum(group_days.points_after) as points_after,
        sum(group_days.points_before) as points_before

    from group_days
    inner join known_people
        on
            group_days.person_id = known_people.person_id
            and group_days.score_on >= known_people.known_on
    group by
        group_days.rule_set,
        group_days.person_id,
        group_days.score_on,
        known_people.known_on,
        known_people.known_at

),

clipped_days as (

    select
        person_days.rule_set,
        thresholds.is_current,
        person_days.person_id,
        person_days.score_on,
        person_days.changed_at,
        greatest(least(person_days.points_after, thresholds.score_max), thresholds.score_min)
            as lead_score,
        -- Before they were known they had no score to fall from.
        case
            when person_days.is_first then thresholds.score_min
            else greatest(
                least(person_days.points_before, thresholds.score_max), thresholds.score_min
            )
        end as score_before,
        thresholds.mql,
        thresholds.hot

    from person_days
    inner join thresholds
        on person_days.rule_set = thresholds.rule_set

),

score_days as (

    select
        rule_set,
        is_current,
        person_id,
        score_on,
        changed_at,
        cast(score_before as decimal(18, 9)) as score_before,
        cast(lead_score as decimal(18, 9)) as lead_score,
        score_before < mql and lead_score >= mql as crossed_mql,
        score_before < hot and lead_score >= hot as crossed_hot

    from clipped_days

)

select * from score_days
