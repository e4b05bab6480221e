{% set news = {'person_id': 'int_touch_news'} %}
{{ config(meta={'news': news}) }}

with

touchpoints as (

    select
        *,
        date_trunc('second', occurred_at) as occurred_second

    from {{ news_in('int_touchpoints_identified', news) }}
    where person_id is not null and url is not null

),

program_touches as (

    select * from {{ news_in('int_program_touches', news) }}

),

-- One person, one thing, one address, one second, told by several systems.
shared_moments as (

    select
        person_id,
        touchpoint_type,
        url,
        occurred_second

    from touchpoints
    group by person_id, touchpoint_type, url, occurred_second
    having count(distinct source_system) > 1

),

-- What one system tells twice is two touches: the first of each system is the first of another.
tellings as (

    select
        touchpoints.*,
        coalesce(touchpoints.excluded_reason, program_touches.touchpoint_id) is null as is_sound,
        row_number() over (
            partition by
                touchpoints.person_id,
                touchpoints.touchpoint_type,
                touchpoints.url,
                touchpoints.occurred_second,
                touchpoints.source_system
            order by touchpoints.occurred_at, touchpoints.touchpoint_id
        ) as telling_number

    from touchpoints
    inner join shared_moments
        on
            touchpoints.person_id = shared_moments.person_id
            and touchpoints.touchpoint_type = shared_moments.touchpoint_type
            and touchpoints.url = shared_moments.url
            and touchpoints.occurred_second = shared_moments.occurred_second
    left join program_touches
        on touchpoints.touchpoint_id = program_touches.touchpoint_id

),

-- The telling that knows of a program stands for all, then the one that names a campaign.
ranked_tellings as (

    select
        person_id,
        touchpoint_id,
        row_number() over (
            partition by person_id, touchpoint_type, url, occurred_second, telling_number
            order by is_sound, campaign_id is null, source_system
        ) as telling_rank

    from tellings

),

repeated_touches as (

    select
        person_id,
        touchpoint_id

    from ranked_tellings
    where telling_rank > 1

)

select * from repeated_touches
