with

contacts as (

    select * from {{ ref('stg_hubspot__contact') }}

),

merged_away as (

    select * from {{ ref('int_hubspot__merged_away') }}
    where object_type = 'contact'

),

leads as (

    select
        contacts.source_system,
        contacts.contact_id as lead_id,
        contacts.email,
        contacts.first_name,
        contacts.last_name,
        contacts.phone,
        contacts.job_title,
        contacts.company,
        contacts.website,
        contacts.industry,
        cast(null as int) as employee_count,
        contacts.country,
        contacts.analytics_source as lead_source,
        cast(null as string) as campaign_id,
        -- Always set, and only ever moved on by HubSpot itself; the lead status is sales' note.
        coalesce(contacts.lifecycle_stage, contacts.lead_status) as status,
        contacts.owner_id,
        cast(null as string) as visitor_id,
        contacts.company_id as account_id,
        contacts.created_at,
        contacts.updated_at

    from contacts
    left join merged_away
        on
            contacts.source_system = merged_away.source_system
            and contacts.contact_id = merged_away.record_id
    where not contacts.is_deleted and merged_away.record_id is null

)

select * from leads
