with

latest_versions as (

    select * from {{ source('raw_hubspot', 'deal') }}
    where {{ known_by_as_of('property_createdate', 'property_hs_lastmodifieddate') }}
    qualify {{ is_latest_version(['source_system', 'deal_id'], 'property_hs_lastmodifieddate') }}

),

deals as (

    select
        source_system,
        deal_id,
        property_dealname as name,
        property_dealtype as deal_type,
        property_amount as amount,
        property_deal_currency_code as currency,
        deal_pipeline_stage_id as stage_id,
        property_hs_deal_stage_probability as probability,
        property_hs_is_closed as is_closed,
        property_hs_is_closed_won as is_won,
        property_hs_analytics_source as analytics_source,
        owner_id,
        property_createdate as created_at,
        property_closedate as close_at,
        property_hs_lastmodifieddate as updated_at,
        {{ is_gone() }} as is_deleted

    from latest_versions

)

select * from deals
