{%- set columns = [
    'source_system', 'opportunity_id', 'stage', 'amount', 'currency', 'probability',
    'changed_at',
] -%}
with

opportunity_stage_changes as (

    {{ union_of([
        'stg_files__opportunity_stage_changes',
        'int_hubspot__opportunity_stage_changes',
        'int_pardot__opportunity_stage_changes',
        'int_salesforce__opportunity_stage_changes',
        'int_zoho__opportunity_stage_changes',
    ], columns) }}

)

select * from opportunity_stage_changes
