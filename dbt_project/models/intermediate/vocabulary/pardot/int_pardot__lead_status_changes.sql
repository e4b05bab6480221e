with

lifecycle_moves as (

    select * from {{ ref('stg_pardot__lifecycle_history') }}
    where next_stage_id is not null

),

lifecycle_stages as (

    select * from {{ ref('stg_pardot__lifecycle_stage') }}

),

-- A stage whose name was not loaded shows its number, and so turns up among the unmapped words.
lead_status_changes as (

    select distinct
        lifecycle_moves.source_system,
        lifecycle_moves.prospect_id as lead_id,
        coalesce(lifecycle_stages.name, lifecycle_moves.next_stage_id) as status,
        cast(null as string) as pipeline,
        lifecycle_moves.changed_at

    from lifecycle_moves
    left join lifecycle_stages
        on
            lifecycle_moves.source_system = lifecycle_stages.source_system
            and lifecycle_moves.next_stage_id = lifecycle_stages.lifecycle_stage_id

)

select * from lead_status_changes
