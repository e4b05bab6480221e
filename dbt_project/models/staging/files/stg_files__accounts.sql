with

versions as (

    select * from {{ source('raw_files', 'accounts') }}

),

latest_versions as (

    select * from versions
    where
        (created_at is null or created_at <= {{ as_of() }})
        and (updated_at is null or updated_at <= {{ as_of() }})
    qualify {{ is_latest_version(['source_system', 'account_id'], 'updated_at') }}

),

accounts as (

    select
        source_system,
        account_id,
        name,
        domain,
        industry,
        employee_count,
        country,
        created_at,
        updated_at

    from latest_versions
    where not coalesce(is_deleted, false)

)

select * from accounts
