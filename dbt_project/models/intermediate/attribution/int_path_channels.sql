with

path_steps as (

    select * from {{ ref('int_path_steps') }}

),

channels_of_paths as (

    select distinct
        conversion_kind,
        path,
        channel,
        conversions,
        non_conversions

    from path_steps

),

-- The Shapley value of a game in which a set of channels is worth the conversions whose channels
-- are all in it: the channels of each path have equal parts of what it brought.
shared_paths as (

    select
        *,
        {{ safe_divide('conversions', 'count(*) over (partition by conversion_kind, path)') }}
            as shapley_conversions

    from channels_of_paths

),

path_channels as (

    select
        conversion_kind,
        channel,
        sum(conversions) as conversions,
        sum(conversions + non_conversions) as paths,
        cast(sum(cast(shapley_conversions as decimal(18, 9))) as decimal(18, 9))
            as shapley_conversions

    from shared_paths
    group by conversion_kind, channel

)

select * from path_channels
