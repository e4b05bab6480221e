with

leads as (

    select * from {{ ref('stg_marketo__lead') }}
    where not is_deleted

),

merged_leads as (

    select * from {{ ref('int_marketo__merged_leads') }}

),

deleted_leads as (

    select distinct
        source_system,
        lead_id

    from {{ ref('stg_marketo__activity_delete_lead') }}

),

-- Marketo never gives an id again: who was merged away or deleted once is gone.
people as (

    select
        leads.source_system,
        leads.lead_id,
        leads.email,
        leads.first_name,
        leads.last_name,
        leads.phone,
        leads.job_title,
        leads.company,
        leads.website,
        leads.industry,
        leads.employee_count,
        leads.country,
        leads.lead_source,
        leads.campaign_id,
        leads.status,
        leads.owner_id,
        cast(null as string) as visitor_id,
        cast(null as string) as account_id,
        leads.created_at,
        leads.updated_at

    from leads
    left join merged_leads
        on
            leads.source_system = merged_leads.source_system
            and leads.lead_id = merged_leads.merged_lead_id
    left join deleted_leads
        on
            leads.source_system = deleted_leads.source_system
            and leads.lead_id = deleted_leads.lead_id
    where merged_leads.merged_lead_id is null and deleted_leads.lead_id is null

)

select * from people
