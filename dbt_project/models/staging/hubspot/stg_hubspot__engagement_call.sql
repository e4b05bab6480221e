with

latest_versions as (

    select * from {{ source('raw_hubspot', 'engagement_call') }}
    where {{ known_by_as_of('property_hs_createdate', 'property_hs_lastmodifieddate') }}
    qualify
        {{ is_latest_version(
            ['source_system', 'engagement_id'], 'property_hs_lastmodifieddate'
        ) }}

),

calls as (

    select
        source_system,
        engagement_id,
        property_hs_call_direction as direction,
        property_hs_call_disposition as disposition_id,
        property_hs_call_status as status,
        property_hubspot_owner_id as owner_id,
        property_hs_timestamp as occurred_at,
        property_hs_lastmodifieddate as updated_at

    from latest_versions
    where not coalesce(_fivetran_deleted, false)

)

select * from calls
