with

contacts as (

    select * from {{ ref('stg_hubspot__contact') }}

),

contact_merges as (

    select * from {{ ref('int_hubspot__merges') }}
    where object_type = 'contact'

),

record_links as (

    select
        source_system,
        record_id,
        source_system as linked_system,
        merged_into_id as linked_record_id,
        'merged_record' as match_rule

    from contact_merges
    union all
    select
        source_system,
        contact_id as record_id,
        'salesforce' as linked_system,
        salesforce_lead_id as linked_record_id,
        'crm_id' as match_rule

    from contacts
    where salesforce_lead_id is not null
    union all
    select
        source_system,
        contact_id as record_id,
        'salesforce' as linked_system,
        salesforce_contact_id as linked_record_id,
        'crm_id' as match_rule

    from contacts
    where salesforce_contact_id is not null

)

select * from record_links
