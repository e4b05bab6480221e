with

-- A stage that the data skipped was handed over by nobody. An order of the person's own accord ends
-- the wait of sales, and nobody has accepted anything.
turns as (

    select
        person_id,
        interval_number,
        journey_number,
        entered_at,
        evidence,
        owner_id,
        stage = 'mql' and not is_inferred as is_handoff

    from {{ ref('lifecycle_intervals') }}
    where (stage = 'mql' and not is_inferred) or evidence in ('first_order', 'repeat_order')

),

bounded_turns as (

    select
        *,
        lead(interval_number) over (person_order) as next_interval_number,
        lead(entered_at) over (person_order) as ends_at

    from turns
    window person_order as (partition by person_id order by interval_number)

),

handoffs as (

    select
        person_id,
        interval_number,
        journey_number,
        entered_at as handed_over_at,
        evidence,
        owner_id,
        next_interval_number,
        ends_at

    from bounded_turns
    where is_handoff

)

select * from handoffs
