{% set news = {'person_id': 'int_person_news'} %}
{{ config(meta={'news': news}) }}

with

event_days as (

    select * from {{ news_in('int_score_event_days', news) }}

),

attribute_points as (

    select * from {{ news_in('int_score_attribute_points', news) }}

),

moments as (

    select {{ local_date('scored_at') }} as scored_on

    from {{ ref('int_score_moments') }}

),

-- An attribute comes on one day and, if its rule ends, goes on another.
all_points as (

    select
        rule_set,
        person_id,
        rule_group,
        event_on as score_on,
        points_that_day as points,
        last_event_at

    from event_days

    union all

    select
        rule_set,
        person_id,
        rule_group,
        starts_on as score_on,
        points,
        null as last_event_at

    from attribute_points

    union all

    select
        rule_set,
        person_id,
        rule_group,
        {{ add_days('ends_on', 1) }} as score_on,
        -points as points,
        null as last_event_at

    from attribute_points
    where ends_on is not null

),

dated_points as (

    select
        all_points.rule_set,
        all_points.person_id,
        all_points.rule_group,
        all_points.score_on,
        cast(sum(all_points.points) as decimal(18, 9)) as points,
        max(all_points.last_event_at) as last_event_at

    from all_points
    inner join moments
        on all_points.score_on <= moments.scored_on
    group by
        all_points.rule_set, all_points.person_id, all_points.rule_group, all_points.score_on

)

select * from dated_points
