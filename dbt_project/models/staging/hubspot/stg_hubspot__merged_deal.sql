with

latest_versions as (

    select * from {{ source('raw_hubspot', 'merged_deal') }}
    qualify {{ is_latest_version(['source_system', 'deal_id', 'merged_deal_id'], 'null') }}

),

merged_deals as (

    select
        source_system,
        deal_id,
        merged_deal_id

    from latest_versions
    where not coalesce(_fivetran_deleted, false)

)

select * from merged_deals
