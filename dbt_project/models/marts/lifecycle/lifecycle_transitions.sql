{% set news = {'person_id': 'int_person_news'} %}
{{ config(meta={'news': news}) }}

with

intervals as (

    select * from {{ news_in('lifecycle_intervals', news) }}

),

people as (

    select * from {{ news_in('int_known_people', news) }}

),

followed_intervals as (

    select
        *,
        lag(stage) over (partition by person_id order by interval_number) as from_stage,
        lag(days_in_stage) over (partition by person_id order by interval_number)
            as days_in_from_stage

    from intervals

),

stage_transitions as (

    select
        followed_intervals.person_id,
        followed_intervals.interval_number,
        followed_intervals.journey_number,
        followed_intervals.from_stage,
        followed_intervals.stage as to_stage,
        followed_intervals.entered_at as transitioned_at,
        followed_intervals.days_in_from_stage,
        followed_intervals.direction,
        followed_intervals.is_inferred,
        followed_intervals.evidence,
        people.first_touch_channel as channel,
        coalesce(followed_intervals.owner_id, people.owner_id) as owner_id

    from followed_intervals
    inner join people
        on followed_intervals.person_id = people.person_id
    where followed_intervals.from_stage is not null

)

select * from stage_transitions
