with

versions as (

    select * from {{ source('raw_marketo', 'lead') }}

),

leads as (

    select
        source_system,
        id as lead_id,
        email,
        first_name,
        last_name,
        coalesce(phone, mobile_phone) as phone,
        title as job_title,
        company,
        website,
        industry,
        number_of_employees as employee_count,
        country,
        lead_source,
        acquisition_program_id as campaign_id,
        lead_status as status,
        sfdc_lead_owner_id as owner_id,
        sfdc_lead_id,
        sfdc_contact_id,
        coalesce(_fivetran_deleted, false) as is_deleted,
        created_at,
        updated_at

    from versions
    where {{ known_by_as_of('created_at', 'updated_at') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'updated_at') }}

)

select * from leads
