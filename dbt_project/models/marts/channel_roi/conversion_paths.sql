with

walks as (

    select * from {{ ref('int_channel_walks') }}

),

conversion_paths as (

    select
        conversion_kind,
        path,
        cast(count(case when is_converted then 1 end) as int) as conversions,
        cast(count(case when not is_converted then 1 end) as int) as non_conversions,
        cast(sum(revenue) as decimal(18, 2)) as revenue,
        percentile_cont(0.5) within group (order by days_on_path) as median_days

    from walks
    group by conversion_kind, path

)

select * from conversion_paths
