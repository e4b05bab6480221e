with

companies as (

    select * from {{ ref('stg_hubspot__company') }}
    where not is_deleted

),

accounts as (

    select
        source_system,
        company_id as account_id,
        name,
        coalesce(domain, website) as domain,
        industry,
        employee_count,
        country,
        created_at,
        updated_at

    from companies

)

select * from accounts
