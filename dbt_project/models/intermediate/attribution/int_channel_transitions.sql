with

path_steps as (

    select
        *,
        lag(channel) over (partition by conversion_kind, path order by step_number)
            as previous_channel,
        lead(channel) over (partition by conversion_kind, path order by step_number) as next_channel

    from {{ ref('int_path_steps') }}

),

moves as (

    select
        conversion_kind,
        coalesce(previous_channel, '(start)') as origin,
        channel as target,
        conversions + non_conversions as walks
    from path_steps

    union all

    select
        conversion_kind,
        channel as origin,
        '(conversion)' as target,
        conversions as walks
    from path_steps
    where next_channel is null

    union all

    select
        conversion_kind,
        channel as origin,
        '(null)' as target,
        non_conversions as walks
    from path_steps
    where next_channel is null

),

channel_transitions as (

    select
        conversion_kind,
        origin,
        target,
        cast(sum(walks) as bigint) as walks

    from moves
    group by conversion_kind, origin, target
    having sum(walks) > 0

)

select * from channel_transitions
