with

versions as (

    select * from {{ source('raw_zoho', 'account') }}

),

accounts as (

    select
        source_system,
        id as account_id,
        account_name as name,
        website,
        industry,
        employees as employee_count,
        billing_country as country,
        coalesce(is_deleted, _fivetran_deleted, false) as is_deleted,
        created_time as created_at,
        modified_time as updated_at

    from versions
    where {{ known_by_as_of('created_time', 'modified_time') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'modified_time') }}

)

select * from accounts
