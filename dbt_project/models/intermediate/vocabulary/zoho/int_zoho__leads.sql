with

leads as (

    select * from {{ ref('stg_zoho__lead') }}
    where not is_deleted

),

contacts as (

    select * from {{ ref('stg_zoho__contact') }}
    where not is_deleted

),

-- A converted lead stays beside the contact that it became: its
-- date and source are where the journey began.
people as (

    select
        source_system,
        lead_id,
        email,
        first_name,
        last_name,
        phone,
        job_title,
        company,
        website,
        industry,
        employee_count,
        country,
        lead_source,
        status,
        owner_id,
        converted_account_id as account_id,
        created_at,
        updated_at

    from leads
    union all
    select
        source_system,
        contact_id as lead_id,
        email,
        first_name,
        last_name,
        phone,
        job_title,
        null as company,
        null as website,
        null as industry,
        null as employee_count,
        country,
        lead_source,
        null as status,
        owner_id,
        account_id,
        created_at,
        updated_at

    from contacts

),

zoho_leads as (

    select
        source_system,
        lead_id,
        email,
        first_name,
        last_name,
        phone,
        job_title,
        company,
        website,
        industry,
        employee_count,
        country,
        lead_source,
        cast(null as string) as campaign_id,
        status,
        owner_id,
        cast(null as string) as visitor_id,
        account_id,
        created_at,
        updated_at

    from people

)

select * from zoho_leads
