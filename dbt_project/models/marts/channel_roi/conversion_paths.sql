with

channel_paths as (

    select * from {{ ref('int_channel_paths') }}

),

conversion_paths as (

    select
        conversion_kind,
        path,
        conversions,
        non_conversions,
        revenue,
        median_days

    from channel_paths

)

select * from conversion_paths
