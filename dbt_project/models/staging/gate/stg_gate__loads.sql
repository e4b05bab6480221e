with

loads as (

    select
        _load_id as load_id,
        source_system,
        table_name,
        file_name,
        _loaded_at as loaded_at,
        rows_read,
        rows_loaded,
        rows_quarantined,
        rows_duplicate,
        rows_excluded,
        seconds

    from {{ source('gate', 'loads') }}

)

select * from loads
