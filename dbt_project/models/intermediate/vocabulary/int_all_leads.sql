{%- set columns = [
    'source_system', 'lead_id', 'email', 'first_name', 'last_name', 'phone', 'job_title',
    'company', 'website', 'industry', 'employee_count', 'country', 'lead_source',
    'campaign_id', 'status', 'owner_id', 'visitor_id', 'account_id', 'created_at',
    'updated_at',
] -%}
with

recorded_leads as (

    {{ union_of([
        'stg_files__leads',
        'int_hubspot__leads',
        'int_marketo__leads',
        'int_pardot__leads',
        'int_salesforce__leads',
        'int_zoho__leads',
    ], columns) }}

),

addressed_leads as (

    select
        {{ columns | reject('equalto', 'email') | join(', ') }},
        {{ normalised_email('email') }} as email

    from recorded_leads

),

leads as (

    select
        *,
        {{ identity_key('lead_id', 'email', 'visitor_id') }} as identity_key

    from addressed_leads

)

select * from leads
