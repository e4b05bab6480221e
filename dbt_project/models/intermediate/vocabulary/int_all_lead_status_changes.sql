{%- set columns = [
    'source_system', 'lead_id', 'status', 'changed_at',
] -%}
with

lead_status_changes as (

    {{ union_of(['stg_files__lead_status_changes'], columns) }}

)

select * from lead_status_changes
