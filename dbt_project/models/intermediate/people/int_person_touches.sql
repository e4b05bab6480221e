{% set news = {'person_id': 'int_touch_news'} %}
{{ config(meta={'news': news}) }}

with

touchpoints as (

    select * from {{ news_in('int_touchpoints', news) }}
    where is_counted and person_id is not null

),

person_touches as (

    select
        person_id,
        count(*) as interaction_count,
        min(occurred_at) as first_touch_at,
        max(occurred_at) as last_touch_at,
        min_by(channel, touch_number) as first_touch_channel,
        max_by(channel, touch_number) as last_touch_channel

    from touchpoints
    group by person_id

)

select * from person_touches
