{% set news = {'person_id': 'int_person_news'} %}
{{ config(meta={'news': news}) }}

with

people as (

    select * from {{ news_in('int_people', news) }}

),

intervals as (

    select * from {{ news_in('lifecycle_intervals', news) }}

),

buyer_journey as (

    select * from {{ news_in('int_buyer_journey', news) }}

),

steps as (

    select
        *,
        step_number = max(step_number) over (partition by funnel) as is_last_step

    from {{ ref('funnel_steps') }}

),

steps_seen as (

    select
        'lifecycle' as funnel,
        person_id,
        stage as step,
        min(entered_at) as seen_at

    from intervals
    group by person_id, stage

    union all

    select
        'buyer_journey' as funnel,
        person_id,
        funnel_stage as step,
        reached_at as seen_at

    from buyer_journey

),

-- Seen at a step means past those before it, so moments never fall along a funnel.
steps_entered as (

    select
        steps.funnel,
        steps_seen.person_id,
        steps.step_number,
        steps.step,
        steps.is_last_step,
        min(steps_seen.seen_at) as entered_at
    from steps_seen
    inner join steps as seen_steps
        on steps_seen.funnel = seen_steps.funnel and steps_seen.step = seen_steps.step
    inner join steps
        on seen_steps.funnel = steps.funnel and seen_steps.step_number >= steps.step_number
    group by
        steps.funnel, steps_seen.person_id, steps.step_number, steps.step, steps.is_last_step

),

steps_with_next as (

    select
        *,
        min(entered_at) over (partition by funnel, person_id) as cohort_entered_at,
        lead(entered_at) over (partition by funnel, person_id order by step_number)
            as next_entered_at
    from steps_entered

),

people_on_detours as (

    select person_id from intervals
    where is_current and direction = 'detour'

),

entries as (

    select
        steps_with_next.funnel,
        steps_with_next.person_id,
        steps_with_next.step_number,
        steps_with_next.step,
        steps_with_next.is_last_step,
        steps_with_next.entered_at,
        steps_with_next.next_entered_at,
        {{ days_elapsed('steps_with_next.entered_at', 'steps_with_next.next_entered_at') }}
            as days_to_next,
        steps_with_next.next_entered_at is null and people_on_detours.person_id is not null
            as is_dropped,
        {{ month_of(local_date('steps_with_next.cohort_entered_at')) }} as cohort_month,
        coalesce(people.first_touch_channel, 'unattributed') as channel,
        coalesce(people.segment, 'unknown') as segment
    from steps_with_next
    left join people
        on steps_with_next.person_id = people.person_id
    left join people_on_detours
        on steps_with_next.person_id = people_on_detours.person_id

)

select * from entries
