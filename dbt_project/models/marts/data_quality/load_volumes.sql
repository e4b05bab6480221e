with

usual_loads as (

    select
        *,
        {{ safe_divide('row_count', 'usual_row_count') }} as usual_share,
        -- More files than usual are days that were caught up on: each is held against a usual one.
        {{ safe_divide('row_count', 'usual_row_count') }}
        / greatest({{ safe_divide('load_count', 'usual_load_count') }}, 1) as usual_share_per_load,
        coalesce(usual_row_count >= min_rows, false) as is_judged,
        -- Before as much was loaded as usual, the rest of a day may be still to come.
        loaded_on < {{ local_date(as_of()) }}
        or coalesce(load_count >= usual_load_count, false) as is_over

    from {{ ref('int_usual_loads') }}

),

load_volumes as (

    select
        table_name,
        source_system,
        loaded_on,
        cast(load_count as int) as load_count,
        cast(row_count as bigint) as row_count,
        usual_row_count,
        usual_share,
        last_loaded_at,
        rule_order,
        case
            when not is_judged then null
            when is_over and usual_share <= block_below then 'block'
            when usual_share_per_load >= block_above then 'block'
            when is_over and usual_share <= alert_below then 'alert'
            when usual_share_per_load >= alert_above then 'alert'
        end as action

    from usual_loads

)

select * from load_volumes
