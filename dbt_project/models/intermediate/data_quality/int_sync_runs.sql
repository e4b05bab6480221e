with

timed_runs as (

    select
        *,
        status like 'dry%' as is_dry,
        {{ seconds_between('started_at', 'finished_at') }} as seconds

    from {{ ref('stg_gate__sync_runs') }}

)

select * from timed_runs
