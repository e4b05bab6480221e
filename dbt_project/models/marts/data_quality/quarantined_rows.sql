with

quarantine as (

    select
        *,
        {{ local_date(as_of()) }} as as_of_on

    from {{ ref('int_quarantine') }}

),

quarantined_rows as (

    select
        table_name,
        source_system,
        reason,
        column_name,
        quarantined_on,
        greatest({{ days_between('quarantined_on', 'as_of_on') }}, 0) as age_days,
        cast(load_count as int) as load_count,
        cast(row_count as bigint) as row_count

    from quarantine

)

select * from quarantined_rows
