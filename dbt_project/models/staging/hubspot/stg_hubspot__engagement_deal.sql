with

latest_versions as (

    select * from {{ source('raw_hubspot', 'engagement_deal') }}
    qualify
        {{ is_latest_version(
            ['source_system', 'engagement_id', 'deal_id', 'type_id'], 'null'
        ) }}

),

engagement_deals as (

    select
        source_system,
        engagement_id,
        deal_id

    from latest_versions
    where not coalesce(_fivetran_deleted, false)

)

select * from engagement_deals
