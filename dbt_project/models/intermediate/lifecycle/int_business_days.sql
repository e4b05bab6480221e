with

evidence as (

    select min(occurred_at) as first_at
    from {{ ref('int_lifecycle_evidence') }}

),

span as (

    select
        {{ local_date('first_at') }} as first_on,
        {{ local_date(as_of()) }} as last_on

    from evidence

),

numbered_days as (

    select {{ each_day('first_on', 'last_on') }} as day_on
    from span

),

dated_days as (

    select
        day_on,
        cast(date_trunc('week', day_on) as date) as week_start_on

    from numbered_days

),

weekdays as (

    select
        day_on,
        {{ days_between('week_start_on', 'day_on') }} + 1 as day_of_week

    from dated_days

),

business_hours as (

    select * from {{ ref('business_hours') }}

),

holidays as (

    select * from {{ ref('business_holidays') }}

),

-- A day off opens and closes at midnight.
timed_days as (

    select
        weekdays.day_on,
        cast(concat(
            cast(weekdays.day_on as string), ' ', coalesce(business_hours.opening_time, '00:00')
        ) as timestamp) as opening_time,
        cast(concat(
            cast(weekdays.day_on as string), ' ', coalesce(business_hours.closing_time, '00:00')
        ) as timestamp) as closing_time

    from weekdays
    left join holidays
        on weekdays.day_on = holidays.holiday_on
    left join business_hours
        on
            weekdays.day_of_week = business_hours.day_of_week
            and holidays.holiday_on is null

),

opened_days as (

    select
        day_on,
        {{ utc_instant('opening_time') }} as opens_at,
        {{ utc_instant('closing_time') }} as closes_at

    from timed_days

),

measured_days as (

    select
        *,
        {{ hours_elapsed('opens_at', 'closes_at') }} as open_hours

    from opened_days

),

business_days as (

    select
        day_on,
        opens_at,
        open_hours,
        coalesce(sum(open_hours) over (
            order by day_on rows between unbounded preceding and 1 preceding
        ), 0) as hours_before

    from measured_days

)

select * from business_days
