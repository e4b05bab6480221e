with

versions as (

    select * from {{ source('raw_pardot', 'lifecycle_history') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('created_at', 'null') }}
    qualify
        {{ is_latest_version(['source_system', 'id'], 'null') }}

),

lifecycle_moves as (

    select
        source_system,
        id as lifecycle_move_id,
        prospect_id,
        previous_stage_id,
        next_stage_id,
        created_at as changed_at

    from latest_versions

)

select * from lifecycle_moves
