with

latest_versions as (

    select * from {{ source('raw_hubspot', 'engagement') }}
    where {{ known_by_as_of('null', 'last_updated') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'last_updated') }}

),

engagements as (

    select
        source_system,
        id as engagement_id,
        owner_id,
        timestamp as occurred_at,
        last_updated as updated_at,
        coalesce(_fivetran_deleted, false) as is_deleted

    from latest_versions

)

select * from engagements
