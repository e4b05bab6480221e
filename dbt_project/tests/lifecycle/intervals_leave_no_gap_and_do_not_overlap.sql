{{
    config(
        tags=['audited'],
        meta={
            'audited_as': [
                "intervals of a person leave no gap and don't overlap",
                "an interval ends after it began",
            ]
        }
    )
}}
with

followed_intervals as (

    select
        person_id,
        interval_number,
        entered_at,
        exited_at,
        lead(entered_at) over (partition by person_id order by interval_number) as next_entered_at

    from {{ ref('lifecycle_intervals') }}

)

select * from followed_intervals
where
    exited_at < entered_at
    or exited_at is distinct from next_entered_at
