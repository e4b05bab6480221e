with

load_reasons as (

    select
        _load_id as load_id,
        source_system,
        table_name,
        _loaded_at as loaded_at,
        fate,
        reason,
        column_name,
        row_count

    from {{ source('gate', 'load_reasons') }}

)

select * from load_reasons
