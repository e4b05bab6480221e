with

latest_versions as (

    select * from {{ source('raw_hubspot', 'engagement_meeting') }}
    where {{ known_by_as_of('property_hs_createdate', 'property_hs_lastmodifieddate') }}
    qualify
        {{ is_latest_version(
            ['source_system', 'engagement_id'], 'property_hs_lastmodifieddate'
        ) }}

),

meetings as (

    select
        source_system,
        engagement_id,
        coalesce(property_hs_meeting_outcome, meeting_outcome) as outcome,
        property_hubspot_owner_id as owner_id,
        coalesce(property_hs_meeting_start_time, start_time, property_hs_timestamp) as occurred_at,
        property_hs_lastmodifieddate as updated_at

    from latest_versions
    where not coalesce(_fivetran_deleted, false)

)

select * from meetings
