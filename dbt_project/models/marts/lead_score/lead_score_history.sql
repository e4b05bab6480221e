{% set news = {'person_id': 'int_person_news'} %}
{{ config(meta={'news': news}) }}

with

score_days as (

    select * from {{ news_in('int_score_days', news) }}
    where is_current

),

history_days as (

    select
        person_id,
        score_on,
        changed_at,
        score_before,
        lead_score,
        crossed_mql,
        crossed_hot

    from score_days

)

select * from history_days
