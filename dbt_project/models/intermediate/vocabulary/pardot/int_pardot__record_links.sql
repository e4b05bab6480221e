with

prospects as (

    select * from {{ ref('stg_pardot__prospect') }}

),

-- Pardot keeps both ids of a lead that was converted.
record_links as (

    select
        source_system,
        prospect_id as record_id,
        'salesforce' as linked_system,
        salesforce_lead_id as linked_record_id,
        'crm_id' as match_rule

    from prospects
    where salesforce_lead_id is not null
    union all
    select
        source_system,
        prospect_id as record_id,
        'salesforce' as linked_system,
        salesforce_contact_id as linked_record_id,
        'crm_id' as match_rule

    from prospects
    where salesforce_contact_id is not null

)

select * from record_links
