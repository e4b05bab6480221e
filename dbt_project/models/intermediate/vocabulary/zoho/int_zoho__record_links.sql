with

leads as (

    select * from {{ ref('stg_zoho__lead') }}

),

record_links as (

    select
        source_system,
        lead_id as record_id,
        source_system as linked_system,
        converted_contact_id as linked_record_id,
        'converted_contact' as match_rule

    from leads
    where converted_contact_id is not null

)

select * from record_links
