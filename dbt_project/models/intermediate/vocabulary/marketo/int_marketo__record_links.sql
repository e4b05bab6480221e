with

leads as (

    select * from {{ ref('stg_marketo__lead') }}

),

merged_leads as (

    select * from {{ ref('int_marketo__merged_leads') }}

),

record_links as (

    select
        source_system,
        merged_lead_id as record_id,
        source_system as linked_system,
        lead_id as linked_record_id,
        'merged_record' as match_rule

    from merged_leads
    union all
    select
        source_system,
        lead_id as record_id,
        'salesforce' as linked_system,
        sfdc_lead_id as linked_record_id,
        'crm_id' as match_rule

    from leads
    where sfdc_lead_id is not null
    union all
    select
        source_system,
        lead_id as record_id,
        'salesforce' as linked_system,
        sfdc_contact_id as linked_record_id,
        'crm_id' as match_rule

    from leads
    where sfdc_contact_id is not null

)

select * from record_links
