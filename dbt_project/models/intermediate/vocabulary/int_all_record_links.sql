{%- set columns = [
    'source_system', 'record_id', 'linked_system', 'linked_record_id', 'match_rule',
] -%}
with

record_links as (

    {{ union_of(['stg_files__record_links'], columns) }}

)

select * from record_links
