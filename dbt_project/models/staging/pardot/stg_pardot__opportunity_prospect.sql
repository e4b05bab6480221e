with

versions as (

    select * from {{ source('raw_pardot', 'opportunity_prospect') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('null', 'updated_at') }}
    qualify
        {{ is_latest_version(['source_system', 'opportunity_id', 'prospect_id'], 'updated_at') }}

),

opportunity_prospects as (

    select
        source_system,
        opportunity_id,
        prospect_id,
        coalesce(_fivetran_deleted, false) as is_deleted,
        updated_at

    from latest_versions

)

select * from opportunity_prospects
