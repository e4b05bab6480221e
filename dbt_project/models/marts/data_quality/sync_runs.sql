with

sync_runs as (

    select
        run_id,
        destination,
        build_id,
        started_at,
        finished_at,
        status,
        starts_with(status, 'dry') as is_dry,
        people,
        new_people,
        changed_people,
        rows_accepted,
        rows_rejected,
        {{ safe_divide('rows_rejected', 'rows_accepted + rows_rejected') }} as rejected_share,
        rows_withheld,
        conflicts,
        calls,
        writes,
        {{ seconds_between('started_at', 'finished_at') }} as seconds

    from {{ ref('stg_gate__sync_runs') }}

)

select * from sync_runs
