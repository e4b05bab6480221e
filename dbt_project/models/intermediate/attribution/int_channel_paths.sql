with

conversions as (

    select * from {{ ref('int_conversions') }}

),

paths_of_conversions as (

    select * from {{ ref('int_path_shapes') }}

),

open_walks as (

    select * from {{ ref('int_open_walks') }}

),

walks as (

    select
        conversions.conversion_kind,
        paths_of_conversions.path,
        1 as conversions,
        0 as non_conversions,
        conversions.revenue,
        paths_of_conversions.days_on_path

    from conversions
    inner join paths_of_conversions
        on conversions.conversion_id = paths_of_conversions.conversion_id

    union all

    select
        conversion_kind,
        path,
        0 as conversions,
        1 as non_conversions,
        0 as revenue,
        null as days_on_path
    from open_walks

),

channel_paths as (

    select
        conversion_kind,
        path,
        cast(sum(conversions) as bigint) as conversions,
        cast(sum(non_conversions) as bigint) as non_conversions,
        cast(sum(revenue) as decimal(18, 2)) as revenue,
        percentile_cont(0.5) within group (order by days_on_path) as median_days

    from walks
    group by conversion_kind, path

)

select * from channel_paths
