with

deal_stages as (

    select * from {{ ref('stg_hubspot__deal_stage') }}

),

pipeline_stages as (

    select * from {{ ref('int_hubspot__pipeline_stages') }}

),

opportunities as (

    select * from {{ ref('int_hubspot__opportunities') }}

),

-- A merged deal carries the history of its parts; theirs ends with them.
opportunity_stage_changes as (

    select distinct
        deal_stages.source_system,
        deal_stages.deal_id as opportunity_id,
        coalesce(pipeline_stages.stage, deal_stages.stage_id) as stage,
        cast(null as decimal(18, 2)) as amount,
        cast(null as string) as currency,
        pipeline_stages.probability,
        deal_stages.entered_at as changed_at

    from deal_stages
    inner join opportunities
        on
            deal_stages.source_system = opportunities.source_system
            and deal_stages.deal_id = opportunities.opportunity_id
    left join pipeline_stages
        on
            deal_stages.source_system = pipeline_stages.source_system
            and deal_stages.stage_id = pipeline_stages.stage_id

)

select * from opportunity_stage_changes
