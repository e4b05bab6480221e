with

latest_versions as (

    select * from {{ source('raw_hubspot', 'deal_company') }}
    qualify {{ is_latest_version(['source_system', 'deal_id', 'company_id', 'type_id'], 'null') }}

),

deal_companies as (

    select
        source_system,
        deal_id,
        company_id,
        type_id,
        category

    from latest_versions
    where not coalesce(_fivetran_deleted, false)

)

select * from deal_companies
