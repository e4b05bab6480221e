with

events as (

    select min(occurred_on) as first_on from {{ ref('int_touchpoints') }}
    union all
    select min(spend_on) as first_on from {{ ref('int_ad_spend') }}
    union all
    select min(ordered_on) as first_on from {{ ref('int_orders') }}
    union all
    select min(known_on) as first_on from {{ ref('int_known_people') }}

),

span as (

    select
        {{ local_date(as_of()) }} as last_on,
        coalesce(min(first_on), {{ local_date(as_of()) }}) as first_on

    from events

),

numbered_days as (

    select {{ each_day('first_on', 'last_on') }} as day_on
    from span

),

dated_days as (

    select
        day_on,
        cast(date_trunc('week', day_on) as date) as week_start_on,
        {{ month_of('day_on') }} as month_start_on,
        cast(date_trunc('quarter', day_on) as date) as quarter_start_on,
        cast(date_trunc('year', day_on) as date) as year_start_on

    from numbered_days

),

days as (

    select
        *,
        {{ days_between('week_start_on', 'day_on') }} + 1 as day_of_week

    from dated_days

)

select * from days
