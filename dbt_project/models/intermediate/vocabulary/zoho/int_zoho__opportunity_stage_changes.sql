with

stage_stays as (

    select * from {{ ref('stg_zoho__stage_history') }}

),

-- Two entries of one moment are one move, written twice.
stage_changes as (

    select
        source_system,
        deal_id as opportunity_id,
        stage,
        amount,
        currency,
        probability,
        entered_at as changed_at

    from stage_stays
    qualify
        row_number() over (
            partition by source_system, deal_id, entered_at, stage
            order by stage_stay_id
        ) = 1

)

select * from stage_changes
