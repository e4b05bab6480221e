with

treatments as (

    select * from {{ ref('int_nurture_treatments') }}

),

settings as (

    select
        max(case when setting = 'advance_days' then value end) as advance_days,
        max(case when setting = 'control_days_into_week' then value end) as control_days_into_week

    from {{ ref('nurture_settings') }}

),

weeks as (

    select distinct
        week,
        {{ start_of_day('week') }} as begins_at,
        {{ start_of_day(add_days('week', 7)) }} as ends_at

    from treatments

),

dated_weeks as (

    select
        weeks.week,
        settings.advance_days,
        {{ add_days_to_instant('weeks.begins_at', 'settings.control_days_into_week') }}
            as control_at,
        {{ add_days_to_instant('weeks.ends_at', 'settings.advance_days') }} as ripe_at

    from weeks
    cross join settings

),

-- Only weeks of which everybody has had the days in which to advance.
ripe_weeks as (

    select
        week,
        control_at,
        {{ local_date('control_at') }} as control_on,
        advance_days

    from dated_weeks
    where ripe_at <= {{ as_of() }}

)

select * from ripe_weeks
