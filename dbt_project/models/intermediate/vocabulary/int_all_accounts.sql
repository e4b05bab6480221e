{%- set columns = [
    'source_system', 'account_id', 'name', 'domain', 'industry', 'employee_count', 'country',
    'created_at', 'updated_at',
] -%}
with

accounts as (

    {{ union_of([
        'stg_files__accounts',
        'int_hubspot__accounts',
        'int_salesforce__accounts',
        'int_zoho__accounts',
    ], columns) }}

)

select * from accounts
