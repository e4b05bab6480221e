{%- set columns = [
    'source_system', 'campaign_id', 'name', 'campaign_type', 'status', 'utm_source',
    'utm_medium', 'budget', 'currency', 'starts_on', 'ends_on', 'updated_at',
] -%}
with

campaigns as (

    {{ union_of([
        'stg_files__campaigns',
        'int_ads__campaigns',
        'int_hubspot__campaigns',
        'int_marketo__campaigns',
        'int_pardot__campaigns',
        'int_salesforce__campaigns',
        'int_zoho__campaigns',
    ], columns) }}

)

select * from campaigns
