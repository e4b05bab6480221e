with

latest_versions as (

    select * from {{ source('raw_hubspot', 'engagement_task') }}
    where {{ known_by_as_of('property_hs_createdate', 'property_hs_lastmodifieddate') }}
    qualify
        {{ is_latest_version(
            ['source_system', 'engagement_id'], 'property_hs_lastmodifieddate'
        ) }}

),

tasks as (

    select
        source_system,
        engagement_id,
        property_hs_task_status as status,
        property_hubspot_owner_id as owner_id,
        coalesce(property_hs_task_completion_date, property_hs_lastmodifieddate) as completed_at,
        property_hs_lastmodifieddate as updated_at

    from latest_versions
    where not coalesce(_fivetran_deleted, false)

)

select * from tasks
