with

prospects as (

    select * from {{ ref('stg_pardot__prospect') }}
    where not is_deleted

),

campaigns as (

    select * from {{ ref('stg_pardot__campaign') }}

),

leads as (

    select
        prospects.source_system,
        prospects.prospect_id as lead_id,
        prospects.email,
        prospects.first_name,
        prospects.last_name,
        prospects.phone,
        prospects.job_title,
        prospects.company,
        prospects.website,
        prospects.industry,
        prospects.employee_count,
        prospects.country,
        prospects.lead_source,
        coalesce(campaigns.shared_campaign_id, prospects.campaign_id) as campaign_id,
        cast(null as string) as status,
        prospects.owner_id,
        cast(null as string) as visitor_id,
        cast(null as string) as account_id,
        prospects.created_at,
        prospects.updated_at

    from prospects
    left join campaigns
        on
            prospects.source_system = campaigns.source_system
            and prospects.campaign_id = campaigns.campaign_id

)

select * from leads
