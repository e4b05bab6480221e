with

channels as (

    select
        channel,
        channel_name,
        is_paid

    from {{ ref('channel_names') }}

)

select * from channels
