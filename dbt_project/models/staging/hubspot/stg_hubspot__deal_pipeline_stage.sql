with

latest_versions as (

    -- A stage removed since still names the past of deals: removed ones stay.
    select * from {{ source('raw_hubspot', 'deal_pipeline_stage') }}
    where {{ known_by_as_of('null', 'updated_at') }}
    qualify {{ is_latest_version(['source_system', 'stage_id'], 'updated_at') }}

),

stages as (

    select
        source_system,
        stage_id,
        pipeline_id,
        label,
        probability,
        is_closed,
        closed_won as is_won

    from latest_versions

)

select * from stages
