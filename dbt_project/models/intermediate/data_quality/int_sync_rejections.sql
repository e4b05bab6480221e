with

rejections_by_day as (

    select
        *,
        {{ local_date('first_rejected_at') }} as first_rejected_on,
        {{ local_date(as_of()) }} as as_of_on

    from {{ ref('stg_gate__sync_rejections') }}

)

select * from rejections_by_day
