with

first_days as (

    select
        min({{ local_date('created_at') }}) as first_day,
        {{ local_date(as_of()) }} as last_day

    from {{ ref('int_opportunities') }}

),

deal_days as (

    select {{ each_day('first_day', 'last_day') }} as day
    from first_days
    where first_day is not null

),

-- Looked from today a forecast is made now, not at the day's start.
forecast_days as (

    select
        day as made_on,
        {{ month_of('day') }} as made_month,
        day = {{ local_date(as_of()) }} as is_current,
        case
            when day = {{ local_date(as_of()) }} then {{ as_of() }}
            else {{ start_of_day('day') }}
        end as made_at

    from deal_days
    where day = {{ month_of('day') }} or day = {{ local_date(as_of()) }}

)

select * from forecast_days
