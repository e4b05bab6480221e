with

loads as (

    select
        load_id,
        source_system,
        table_name,
        {{ without_email('file_name') }} as file_name,
        loaded_at,
        rows_read,
        rows_loaded,
        rows_quarantined,
        rows_duplicate,
        rows_excluded,
        {{ safe_divide('rows_quarantined', 'rows_read') }} as quarantined_share,
        reasons,
        seconds

    from {{ ref('int_loads') }}

)

select * from loads
