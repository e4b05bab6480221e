with

latest_versions as (

    select * from {{ source('raw_hubspot', 'company') }}
    where {{ known_by_as_of('property_createdate', 'property_hs_lastmodifieddate') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'property_hs_lastmodifieddate') }}

),

companies as (

    select
        source_system,
        id as company_id,
        property_name as name,
        property_domain as domain,
        property_website as website,
        property_industry as industry,
        property_numberofemployees as employee_count,
        property_country as country,
        property_createdate as created_at,
        property_hs_lastmodifieddate as updated_at,
        {{ is_gone() }} as is_deleted

    from latest_versions

)

select * from companies
