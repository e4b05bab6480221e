{%- set columns = [
    'source_system', 'spend_on', 'platform', 'campaign_id', 'campaign_name', 'utm_source',
    'utm_medium', 'cost', 'currency', 'impressions', 'clicks', 'updated_at',
] -%}
with

ad_spend as (

    {{ union_of([
        'stg_files__ad_spend',
        'int_ads__ad_spend',
        'int_salesforce__ad_spend',
        'int_zoho__ad_spend',
    ], columns) }}

)

select * from ad_spend
