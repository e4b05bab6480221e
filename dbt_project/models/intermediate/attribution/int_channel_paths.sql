with

conversions as (

    select * from {{ ref('int_conversions') }}

),

conversion_touches as (

    select * from {{ ref('int_conversion_touches') }}

),

open_walks as (

    select * from {{ ref('int_open_walks') }}

),

-- The same channel again and again is one step of the path.
steps as (

    select
        *,
        case
            when path_position < path_length and channel = next_channel then null
            else channel
        end as channel_left

    from conversion_touches

),

paths_of_conversions as (

    select
        conversion_id,
        {{ ordered_list('channel_left', 'path_position', ' > ') }} as path,
        max(days_before) as days_on_path

    from steps
    group by conversion_id

),

paths as (

    select
        conversions.conversion_kind,
        coalesce(paths_of_conversions.path, 'unattributed') as path,
        1 as conversions,
        0 as non_conversions,
        conversions.revenue,
        paths_of_conversions.days_on_path

    from conversions
    left join paths_of_conversions
        on conversions.conversion_id = paths_of_conversions.conversion_id

    union all

    select
        conversion_kind,
        path,
        0 as conversions,
        walks as non_conversions,
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

    from paths
    group by conversion_kind, path

)

select * from channel_paths
