with

sync_runs as (

    select
        _load_id as run_id,
        source_system as destination,
        build_id,
        started_at,
        finished_at,
        status,
        people,
        new_people,
        changed_people,
        rows_accepted,
        rows_rejected,
        rows_withheld,
        conflicts,
        calls,
        writes

    from {{ source('gate', 'sync_runs') }}

)

select * from sync_runs
