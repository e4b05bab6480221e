{% set news = {'person_id': 'int_person_news'} %}
{{ config(meta={'news': news}) }}

with

people as (

    select * from {{ news_in('int_known_people', news) }}

),

touchpoints as (

    select * from {{ news_in('int_touchpoints', news) }}
    where is_counted

),

touchpoint_types as (

    select * from {{ ref('touchpoint_types') }}
    where is_referral

),

score_days as (

    select * from {{ news_in('lead_score_history', news) }}
    where crossed_mql

),

first_touches as (

    select
        touchpoints.person_id,
        min(touchpoints.occurred_at) as occurred_at,
        min_by(touchpoints.touchpoint_id, touchpoints.touch_number) as touchpoint_id,
        min_by(touchpoints.source_system, touchpoints.touch_number) as source_system

    from touchpoints
    inner join people
        on
            touchpoints.person_id = people.person_id
            and touchpoints.occurred_at > people.known_at
    group by touchpoints.person_id

),

lifecycle_signs as (

    select
        person_id,
        known_at as occurred_at,
        'lead' as stage,
        'first_record' as evidence,
        person_id as evidence_id,
        cast(null as string) as source_system,
        owner_id,
        false as is_back

    from people

    union all

    select
        person_id,
        occurred_at,
        'engaged' as stage,
        'first_touch' as evidence,
        touchpoint_id as evidence_id,
        source_system,
        cast(null as string) as owner_id,
        false as is_back

    from first_touches

    union all

    select
        touchpoints.person_id,
        touchpoints.occurred_at,
        'advocate' as stage,
        'referral' as evidence,
        touchpoints.touchpoint_id as evidence_id,
        touchpoints.source_system,
        cast(null as string) as owner_id,
        false as is_back

    from touchpoints
    inner join people
        on touchpoints.person_id = people.person_id
    inner join touchpoint_types
        on touchpoints.touchpoint_type = touchpoint_types.touchpoint_type

    union all

    select
        person_id,
        changed_at as occurred_at,
        'mql' as stage,
        'score_crossing' as evidence,
        cast(score_on as string) as evidence_id,
        cast(null as string) as source_system,
        cast(null as string) as owner_id,
        false as is_back

    from score_days

)

select * from lifecycle_signs
