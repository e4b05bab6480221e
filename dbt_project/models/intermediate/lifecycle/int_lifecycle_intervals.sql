{% set news = {'person_id': 'int_person_news'} %}
{{ config(meta={'news': news}) }}

with

entries as (

    select * from {{ news_in('int_lifecycle_entries', news) }}

),

stages as (

    select * from {{ ref('lifecycle_stages') }}

),

skipped_stages as (

    select
        entries.person_id,
        entries.entry_number,
        entries.journey_number,
        stages.stage,
        stages.path_position,
        'forward' as direction,
        true as is_inferred,
        entries.entered_at,
        entries.evidence,
        entries.evidence_id,
        entries.source_system,
        entries.owner_id

    from entries
    inner join stages
        on
            entries.left_position < stages.path_position
            and entries.path_position > stages.path_position

),

visits as (

    select * from skipped_stages

    union all

    select
        person_id,
        entry_number,
        journey_number,
        stage,
        path_position,
        direction,
        false as is_inferred,
        entered_at,
        evidence,
        evidence_id,
        source_system,
        owner_id

    from entries

),

numbered_visits as (

    select
        *,
        row_number() over (visit_order) as interval_number,
        lead(entered_at) over (visit_order) as exited_at,
        row_number() over (
            partition by person_id, journey_number, stage order by entry_number
        ) as visit_number

    from visits
    window visit_order as (
        partition by person_id order by entry_number asc, is_inferred desc, path_position asc
    )

),

lifecycle_intervals as (

    select
        person_id,
        cast(journey_number as int) as journey_number,
        stage,
        cast(visit_number as int) as visit_number,
        cast(interval_number as int) as interval_number,
        entered_at,
        exited_at,
        direction,
        is_inferred,
        evidence,
        evidence_id,
        source_system,
        owner_id

    from numbered_visits

)

select * from lifecycle_intervals
