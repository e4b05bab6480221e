with

sync_rejections as (

    select
        destination,
        code,
        row_count,
        most_tries,
        first_rejected_at,
        last_rejected_at,
        greatest({{ days_between('first_rejected_on', 'as_of_on') }}, 0) as age_days

    from {{ ref('int_sync_rejections') }}

)

select * from sync_rejections
