with

sync_rejections as (

    select
        source_system as destination,
        code,
        row_count,
        most_tries,
        first_rejected_at,
        last_rejected_at

    from {{ source('gate', 'sync_rejections') }}

)

select * from sync_rejections
