-- A view: its two readers look at different columns, and what is long to find is stored.
{% set news = {
    'person_id': {
        'somebody': 'int_touch_news',
        'nobody': {'touchpoint_id': 'int_nobodys_touch_news'},
    },
} %}
{{ config(materialized='view') }}

with

touchpoints as (

    select * from {{ news_in('int_touchpoints_identified', news) }}

),

program_touches as (

    select * from {{ news_in('int_program_touches', news) }}

),

repeated_touches as (

    select * from {{ news_in('int_repeated_touches', news) }}

),

covered_responses as (

    select * from {{ news_in('int_covered_responses', news) }}

),

judged_touchpoints as (

    select
        touchpoints.source_system,
        touchpoints.touchpoint_id,
        touchpoints.touchpoint_type,
        touchpoints.campaign_id,
        touchpoints.campaign_type,
        touchpoints.received_at,
        touchpoints.product_line,
        touchpoints.content,
        touchpoints.person_id,
        touchpoints.account_id,
        touchpoints.funnel_stage,
        touchpoints.occurred_at,
        touchpoints.utm_source,
        touchpoints.utm_medium,
        touchpoints.referrer_domain,
        coalesce(
            touchpoints.excluded_reason,
            case
                when program_touches.touchpoint_id is not null then 'scanner'
                when repeated_touches.touchpoint_id is not null then 'duplicate'
                when covered_responses.touchpoint_id is not null then 'covered_by_touch'
            end
        ) as excluded_reason

    from touchpoints
    left join program_touches
        on touchpoints.touchpoint_id = program_touches.touchpoint_id
    left join repeated_touches
        on touchpoints.touchpoint_id = repeated_touches.touchpoint_id
    left join covered_responses
        on touchpoints.touchpoint_id = covered_responses.touchpoint_id

)

select * from judged_touchpoints
