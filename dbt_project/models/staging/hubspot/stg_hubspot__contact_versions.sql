with

versions as (

    select * from {{ source('raw_hubspot', 'contact') }}
    where {{ known_by_as_of('property_createdate', 'property_lastmodifieddate') }}

),

contact_versions as (

    select
        source_system,
        id as contact_id,
        property_email as email,
        property_hs_additional_emails as additional_emails,
        property_firstname as first_name,
        property_lastname as last_name,
        coalesce(property_phone, property_mobilephone) as phone,
        property_jobtitle as job_title,
        property_company as company,
        property_website as website,
        property_industry as industry,
        property_country as country,
        property_lifecyclestage as lifecycle_stage,
        property_hs_lead_status as lead_status,
        property_hs_analytics_source as analytics_source,
        property_associatedcompanyid as company_id,
        property_hubspot_owner_id as owner_id,
        property_hs_email_optout as is_opted_out,
        {{ salesforce_id('property_salesforceleadid') }} as salesforce_lead_id,
        {{ salesforce_id('property_salesforcecontactid') }} as salesforce_contact_id,
        property_hs_calculated_merged_vids as merged_vids,
        property_hs_merged_object_ids as merged_object_ids,
        property_createdate as created_at,
        property_lastmodifieddate as updated_at,
        {{ is_gone() }} as is_deleted,
        {{ is_latest_version(['source_system', 'id'], 'property_lastmodifieddate') }} as is_latest

    from versions

)

select * from contact_versions
