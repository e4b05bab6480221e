{{
    config(
        tags=['audited'],
        meta={
            'audited_as': [
                "everyone is in exactly one stage now",
                "nobody has a stage who is not among the people",
                "everyone's stage is that of their current interval",
            ]
        }
    )
}}
with

current_stages as (

    select
        person_id,
        count(*) as stage_count

    from {{ ref('lifecycle_intervals') }}
    where is_current
    group by person_id

)

select coalesce(people.person_id, current_stages.person_id) as person_id

from {{ ref('int_people') }} as people
full outer join current_stages
    on people.person_id = current_stages.person_id
where
    people.person_id is null
    or current_stages.stage_count is distinct from 1
