with

sync_runs as (

    select
        run_id,
        destination,
        build_id,
        started_at,
        finished_at,
        status,
        is_dry,
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
        seconds

    from {{ ref('int_sync_runs') }}

)

select * from sync_runs
