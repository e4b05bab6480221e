with

versions as (

    select * from {{ source('raw_pardot', 'campaign') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('created_at', 'updated_at') }}
    qualify
        {{ is_latest_version(['source_system', 'id'], 'updated_at') }}

),

campaigns as (

    select
        source_system,
        id as campaign_id,
        {{ salesforce_id('crm_fid') }} as shared_campaign_id,
        name,
        cost,
        {{ is_gone() }} as is_deleted,
        created_at,
        updated_at

    from latest_versions

)

select * from campaigns
