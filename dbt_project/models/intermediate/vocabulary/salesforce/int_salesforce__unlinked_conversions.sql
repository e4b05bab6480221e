with

leads as (

    select * from {{ ref('stg_salesforce__lead') }}
    where is_converted and not is_deleted

),

contacts as (

    select * from {{ ref('stg_salesforce__contact') }}

),

unlinked_conversions as (

    select
        leads.source_system,
        leads.lead_id,
        leads.converted_contact_id,
        case
            when leads.converted_contact_id is null then 'names no contact'
            else 'names a contact that was not loaded'
        end as reason

    from leads
    left join contacts
        on
            leads.source_system = contacts.source_system
            and leads.converted_contact_id = contacts.contact_id
    where contacts.contact_id is null

)

select * from unlinked_conversions
