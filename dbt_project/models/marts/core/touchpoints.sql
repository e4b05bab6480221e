{% set news = {
    'person_id': {
        'somebody': 'int_touch_news',
        'nobody': {'touchpoint_id': 'int_nobodys_touch_news'},
    },
} %}
{{ config(meta={'news': news}) }}

with

touchpoints as (

    select
        touchpoint_id,
        person_id,
        account_id,
        occurred_at,
        occurred_on,
        received_at,
        touchpoint_type,
        channel,
        campaign_id,
        funnel_stage,
        product_line,
        is_counted,
        excluded_reason,
        touch_number,
        next_channel,
        source_system

    from {{ news_in('int_touchpoints', news) }}

)

select * from touchpoints
