with

versions as (

    select * from {{ source('raw_salesforce', 'lead') }}

),

-- A record that arrives twice with one moment of change was read twice: the later reading holds.
known_versions as (

    select * from versions
    where {{ known_by_as_of('created_date', 'coalesce(system_modstamp, last_modified_date)') }}
    qualify
        {{ is_latest_version(
            ['source_system', salesforce_id('id'), 'system_modstamp', 'last_modified_date'], 'null'
        ) }}

),

lead_versions as (

    select
        source_system,
        {{ salesforce_id('id') }} as lead_id,
        {{ salesforce_id('master_record_id') }} as master_record_id,
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
        status,
        {{ salesforce_id('record_type_id') }} as record_type_id,
        {{ salesforce_id('owner_id') }} as owner_id,
        coalesce(is_converted, false) as is_converted,
        {{ salesforce_id('converted_contact_id') }} as converted_contact_id,
        {{ salesforce_id('converted_account_id') }} as converted_account_id,
        {{ salesforce_id('converted_opportunity_id') }} as converted_opportunity_id,
        has_opted_out_of_email,
        {{ is_gone() }} as is_deleted,
        created_date as created_at,
        coalesce(system_modstamp, last_modified_date) as updated_at

    from known_versions

)

select * from lead_versions
