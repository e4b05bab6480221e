with

versions as (

    select * from {{ source('raw_files', 'leads') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('created_at', 'updated_at') }}
    qualify {{ is_latest_version(['source_system', 'lead_id'], 'updated_at') }}

),

leads as (

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
        campaign_id,
        status,
        owner_id,
        visitor_id,
        account_id,
        created_at,
        updated_at

    from latest_versions
    where not coalesce(is_deleted, false)

)

select * from leads
