{%- set columns = [
    'source_system', 'lead_id', 'status', 'pipeline', 'changed_at',
] -%}
with

recorded_lead_status_changes as (

    {{ union_of([
        'stg_files__lead_status_changes',
        'int_hubspot__lead_status_changes',
        'int_marketo__lead_status_changes',
        'int_pardot__lead_status_changes',
        'int_salesforce__lead_status_changes',
        'int_zoho__lead_status_changes',
    ], columns) }}

),

lead_status_changes as (

    select distinct * from recorded_lead_status_changes

)

select * from lead_status_changes
