with

versions as (

    select * from {{ source('raw_hubspot', 'deal') }}

),

known_versions as (

    select * from versions
    where {{ known_by_as_of('property_createdate', 'property_hs_lastmodifieddate') }}
    qualify
        {{ is_latest_version(
            ['source_system', 'deal_id', 'property_hs_lastmodifieddate'], 'null'
        ) }}

),

deal_versions as (

    select
        source_system,
        deal_id,
        property_amount as amount,
        property_deal_currency_code as currency,
        property_closedate as close_at,
        property_createdate as created_at,
        property_hs_lastmodifieddate as updated_at

    from known_versions

)

select * from deal_versions
