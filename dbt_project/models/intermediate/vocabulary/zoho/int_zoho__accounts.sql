with

accounts as (

    select
        source_system,
        account_id,
        name,
        website as domain,
        industry,
        employee_count,
        country,
        created_at,
        updated_at

    from {{ ref('stg_zoho__account') }}
    where not is_deleted

)

select * from accounts
