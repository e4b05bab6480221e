-- Whoever enters the first step begins the cohort, so there the month is the cohort's.
with

months as (

    select
        *,
        sum(case when channel <> '(all)' then entered else 0 end)
            over (partition by funnel, month, step) as entered_by_channel

    from {{ ref('funnel_months') }}

),

cohorts as (

    select * from {{ ref('funnel_conversions') }}
    where segment = '(all)'

)

select months.*

from months
left join cohorts
    on
        months.funnel = cohorts.funnel
        and months.month = cohorts.cohort_month
        and months.channel = cohorts.channel
        and months.step = cohorts.step
where
    (months.step_number = 1 and months.entered is distinct from cohorts.entered)
    or (months.channel = '(all)' and months.entered <> months.entered_by_channel)
