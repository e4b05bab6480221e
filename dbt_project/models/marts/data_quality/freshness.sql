with

judged as (

    select
        *,
        coalesce(event_age_hours <= max_event_age_hours, true)
        and coalesce(load_age_hours <= max_load_age_hours, true) as is_fresh

    from {{ ref('int_table_freshness') }}

),

freshness as (

    select
        table_name,
        source_system,
        row_count,
        last_event_at,
        event_age_hours,
        max_event_age_hours,
        last_loaded_at,
        load_age_hours,
        max_load_age_hours,
        is_fresh,
        case when not is_fresh then action end as action

    from judged

)

select * from freshness
