with

versions as (

    select * from {{ source('raw_zoho', 'contact') }}

),

contacts as (

    select
        source_system,
        id as contact_id,
        email,
        first_name,
        last_name,
        coalesce(phone, mobile) as phone,
        title as job_title,
        account_id,
        mailing_country as country,
        lead_source,
        owner_id,
        coalesce(is_deleted, _fivetran_deleted, false) as is_deleted,
        created_time as created_at,
        modified_time as updated_at

    from versions
    where {{ known_by_as_of('created_time', 'modified_time') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'modified_time') }}

)

select * from contacts
