-- How long a stage has lasted is another number each day until it is over.
{% set news = {'person_id': 'int_person_news', 'exited_at': none} %}
{{ config(meta={'news': news}) }}

with

intervals as (

    select
        *,
        coalesce(exited_at, {{ as_of() }}) as measured_until

    from {{ news_in('int_lifecycle_intervals', news) }}

),

stage_intervals as (

    select
        person_id,
        journey_number,
        stage,
        visit_number,
        interval_number,
        entered_at,
        exited_at,
        {{ days_elapsed('entered_at', 'measured_until') }} as days_in_stage,
        exited_at is null as is_current,
        direction,
        is_inferred,
        evidence,
        evidence_id,
        source_system,
        owner_id

    from intervals

)

select * from stage_intervals
