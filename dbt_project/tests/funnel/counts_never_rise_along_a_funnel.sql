{{
    config(
        tags=['audited'],
        meta={
            'audited_as': [
                "who converted is in the next step: counts never rise along a funnel",
            ]
        }
    )
}}
with

steps as (

    select
        *,
        lag(entered) over (
            partition by funnel, cohort_month, channel, segment order by step_number
        ) as entered_before,
        lag(converted) over (
            partition by funnel, cohort_month, channel, segment order by step_number
        ) as converted_before

    from {{ ref('funnel_conversions') }}

)

-- Whoever converted at a step has entered the next: the two counts are one.
select * from steps
where entered > entered_before or entered <> converted_before
