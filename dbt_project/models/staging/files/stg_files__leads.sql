with

versions as (

    select * from {{ source('raw_files', 'leads') }}

),

latest_versions as (

    select * from versions
    where
        created_at <= {{ as_of() }}
        and (updated_at is null or updated_at <= {{ as_of() }})
    qualify
        row_number() over (
            partition by source_system, lead_id
            order by updated_at desc nulls last, _loaded_at desc, _source_line desc
        ) = 1

),

leads as (

    select
        source_system,
        lead_id,
        {{ normalised_email('email') }} as email,
        {{ identity_key('lead_id', 'email', 'visitor_id') }} as identity_key,
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
