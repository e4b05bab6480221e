with

leads as (

    select * from {{ ref('stg_salesforce__lead') }}

),

contacts as (

    select * from {{ ref('stg_salesforce__contact') }}

),

-- Deleted records too: a merge deletes the loser, and what it did stays the winner's.
record_links as (

    select
        source_system,
        lead_id as record_id,
        source_system as linked_system,
        converted_contact_id as linked_record_id,
        'converted_contact' as match_rule

    from leads
    where converted_contact_id is not null
    union all
    select
        source_system,
        lead_id as record_id,
        source_system as linked_system,
        master_record_id as linked_record_id,
        'merged_record' as match_rule

    from leads
    where master_record_id is not null
    union all
    select
        source_system,
        contact_id as record_id,
        source_system as linked_system,
        master_record_id as linked_record_id,
        'merged_record' as match_rule

    from contacts
    where master_record_id is not null

)

select * from record_links
