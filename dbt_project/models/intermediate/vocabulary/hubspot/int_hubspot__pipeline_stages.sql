with

stages as (

    select * from {{ ref('stg_hubspot__deal_pipeline_stage') }}

),

pipelines as (

    select * from {{ ref('stg_hubspot__deal_pipeline') }}

),

-- Two pipelines may each have a "Closed won" that means something else: a label is told apart by
-- its pipeline, and whether it closes a deal is the stage's own word, never read from the label.
pipeline_stages as (

    select
        stages.source_system,
        stages.stage_id,
        concat(
            coalesce(stages.label, stages.stage_id),
            ' (', coalesce(pipelines.label, stages.pipeline_id, 'no pipeline'), ')'
        ) as stage,
        stages.probability,
        coalesce(stages.is_closed, stages.is_won) as is_closed,
        -- HubSpot's interface tells a won stage by its certainty; loaders have a flag.
        coalesce(stages.is_won, stages.is_closed and stages.probability = 1) as is_won

    from stages
    left join pipelines
        on
            stages.source_system = pipelines.source_system
            and stages.pipeline_id = pipelines.pipeline_id

)

select * from pipeline_stages
