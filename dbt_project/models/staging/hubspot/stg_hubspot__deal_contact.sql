with

latest_versions as (

    select * from {{ source('raw_hubspot', 'deal_contact') }}
    qualify {{ is_latest_version(['source_system', 'deal_id', 'contact_id', 'type_id'], 'null') }}

),

deal_contacts as (

    select
        source_system,
        deal_id,
        contact_id

    from latest_versions
    where not coalesce(_fivetran_deleted, false)

)

select * from deal_contacts
