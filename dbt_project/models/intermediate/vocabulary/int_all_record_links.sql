{%- set columns = [
    'source_system', 'record_id', 'linked_system', 'linked_record_id', 'match_rule',
] -%}
with

recorded_record_links as (

    {{ union_of([
        'stg_files__record_links',
        'int_hubspot__record_links',
        'int_marketo__record_links',
        'int_pardot__record_links',
        'int_salesforce__record_links',
        'int_zoho__record_links',
    ], columns) }}

),

record_links as (

    select distinct * from recorded_record_links

)

select * from record_links
