with

entries as (

    select * from {{ ref('int_lifecycle_entries') }}

),

stages as (

    select * from {{ ref('lifecycle_stages') }}
    where stage = 'mql'

),

-- Whoever went past a stage has passed it; falling back and returning is no second time.
qualifications as (

    select
        entries.person_id,
        entries.journey_number,
        min(entries.entered_at) as qualified_at

    from entries
    cross join stages
    where
        entries.stage = stages.stage
        or (
            entries.left_position < stages.path_position
            and entries.path_position > stages.path_position
        )
    group by entries.person_id, entries.journey_number

)

select * from qualifications
