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

    from {{ ref('stg_salesforce__account') }}
    where not is_deleted and master_record_id is null

)

select * from accounts
