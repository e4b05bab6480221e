{{
    config(
        tags=['audited'],
        meta={
            'audited_as': [
                "channels sum to all channels, segments to all segments",
            ]
        }
    )
}}
-- A person has one channel and one segment, so here adding up must give what was counted.
with

counted as (

    select
        funnel,
        cohort_month,
        step,
        sum(case when channel = '(all)' and segment = '(all)' then entered else 0 end) as people,
        sum(case when channel <> '(all)' and segment = '(all)' then entered else 0 end)
            as people_by_channel,
        sum(case when channel = '(all)' and segment <> '(all)' then entered else 0 end)
            as people_by_segment

    from {{ ref('funnel_conversions') }}
    group by funnel, cohort_month, step

)

select * from counted
where people <> people_by_channel or people <> people_by_segment
