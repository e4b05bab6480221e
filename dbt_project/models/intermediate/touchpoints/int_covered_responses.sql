{% set news = {'person_id': 'int_touch_news'} %}
{{ config(meta={'news': news}) }}

with

settings as (

    select max(case when setting = 'response_covered_hours' then value end) as covered_hours
    from {{ ref('touchpoint_settings') }}

),

touchpoints as (

    select * from {{ news_in('int_touchpoints_identified', news) }}
    where excluded_reason is null and person_id is not null and campaign_id is not null

),

responses as (

    select * from touchpoints
    where is_response

),

program_touches as (

    select * from {{ news_in('int_program_touches', news) }}

),

-- What a tracker saw tells more than what a CRM booked of the same campaign.
covered_responses as (

    select distinct
        responses.person_id,
        responses.touchpoint_id

    from responses
    cross join settings
    inner join touchpoints
        on
            responses.person_id = touchpoints.person_id
            and responses.campaign_id = touchpoints.campaign_id
    left join program_touches
        on touchpoints.touchpoint_id = program_touches.touchpoint_id
    where
        not touchpoints.is_response
        and program_touches.touchpoint_id is null
        and (
            responses.touchpoint_type = touchpoints.touchpoint_type
            or abs({{ hours_elapsed('touchpoints.occurred_at', 'responses.occurred_at') }})
            <= settings.covered_hours
        )

)

select * from covered_responses
