with

versions as (

    select * from {{ source('raw_pardot', 'prospect') }}

),

-- A record that arrives twice with one moment of change was read twice: the later reading holds.
known_versions as (

    select * from versions
    where {{ known_by_as_of('created_at', 'updated_at') }}
    qualify
        {{ is_latest_version(
            ['source_system', 'id', 'updated_at'], 'null'
        ) }}

),

prospect_versions as (

    select
        source_system,
        id as prospect_id,
        email,
        first_name,
        last_name,
        phone,
        job_title,
        company,
        website,
        industry,
        try_cast(employees as int) as employee_count,
        country,
        source as lead_source,
        campaign_id,
        {{ salesforce_id('crm_lead_fid') }} as salesforce_lead_id,
        {{ salesforce_id('crm_contact_fid') }} as salesforce_contact_id,
        {{ salesforce_id('crm_owner_fid') }} as owner_id,
        coalesce(opted_out, false) as has_opted_out,
        coalesce(is_do_not_email, false) as is_do_not_email,
        {{ is_gone() }} as is_deleted,
        created_at,
        updated_at

    from known_versions

)

select * from prospect_versions
