with

loads as (

    select
        *,
        {{ local_date('loaded_at') }} as loaded_on

    from {{ ref('int_loads') }}

),

load_days as (

    select
        table_name,
        source_system,
        loaded_on,
        -- From Monday, which is 0.
        {{ days_between(week_of('loaded_on'), 'loaded_on') }} as weekday,
        count(*) as load_count,
        sum(rows_read) as row_count,
        sum(rows_quarantined) as quarantined_count,
        max(loaded_at) as last_loaded_at

    from loads
    group by table_name, source_system, loaded_on

)

select * from load_days
