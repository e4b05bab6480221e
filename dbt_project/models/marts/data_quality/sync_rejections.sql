with

rejections as (

    select
        *,
        {{ local_date('first_rejected_at') }} as first_rejected_on,
        {{ local_date(as_of()) }} as as_of_on

    from {{ ref('stg_gate__sync_rejections') }}

),

sync_rejections as (

    select
        destination,
        code,
        row_count,
        most_tries,
        first_rejected_at,
        last_rejected_at,
        greatest({{ days_between('first_rejected_on', 'as_of_on') }}, 0) as age_days

    from rejections

)

select * from sync_rejections
