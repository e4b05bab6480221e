with

stage_changes as (

    select * from {{ ref('stg_files__opportunity_stage_changes') }}

),

opportunity_stage_changes as (

    select
        {{ hash_key(['source_system', 'opportunity_id']) }} as opportunity_id,
        stage as deal_stage,
        changed_at

    from stage_changes

)

select * from opportunity_stage_changes
