with

versions as (

    select * from {{ source('raw_zoho', 'lead') }}

),

leads as (

    select
        source_system,
        id as lead_id,
        email,
        first_name,
        last_name,
        coalesce(phone, mobile) as phone,
        designation as job_title,
        company,
        website,
        industry,
        no_of_employees as employee_count,
        country,
        lead_source,
        lead_status as status,
        owner_id,
        converted_date_time as converted_at,
        converted_contact_id,
        converted_account_id,
        converted_deal_id,
        coalesce(is_deleted, _fivetran_deleted, false) as is_deleted,
        created_time as created_at,
        modified_time as updated_at

    from versions
    where {{ known_by_as_of('created_time', 'modified_time') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'modified_time') }}

)

select * from leads
