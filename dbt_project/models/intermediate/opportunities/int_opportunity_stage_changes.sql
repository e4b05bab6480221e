with

stage_changes as (

    select * from {{ ref('int_all_opportunity_stage_changes') }}

),

opportunity_stage_changes as (

    select
        {{ hash_key(['source_system', 'opportunity_id']) }} as opportunity_id,
        stage as deal_stage,
        changed_at

    from stage_changes

)

select * from opportunity_stage_changes
