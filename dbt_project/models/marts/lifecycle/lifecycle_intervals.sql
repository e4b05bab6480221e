with

intervals as (

    select
        *,
        coalesce(exited_at, {{ as_of() }}) as measured_until

    from {{ ref('int_lifecycle_intervals') }}

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
