with

latest_versions as (

    select * from {{ source('raw_hubspot', 'deal_pipeline') }}
    where {{ known_by_as_of('null', 'updated_at') }}
    qualify {{ is_latest_version(['source_system', 'pipeline_id'], 'updated_at') }}

),

pipelines as (

    select
        source_system,
        pipeline_id,
        label

    from latest_versions

)

select * from pipelines
