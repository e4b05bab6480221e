with

channels as (

    select * from {{ ref('int_path_channels') }}

),

removal_effects as (

    select * from {{ ref('int_removal_effects') }}

),

weighed_channels as (

    select
        channels.*,
        removal_effects.removal_effect,
        removal_effects.note,
        cast(removal_effects.removal_effect as decimal(18, 12)) as effect

    from channels
    inner join removal_effects
        on
            channels.conversion_kind = removal_effects.conversion_kind
            and channels.channel = removal_effects.channel

),

summed_channels as (

    select
        *,
        sum(effect) over so_far as effect_so_far,
        sum(effect) over kind as effect_of_kind,
        sum(shapley_conversions) over so_far as shapley_so_far,
        sum(shapley_conversions) over kind as shapley_of_kind

    from weighed_channels
    window
        so_far as (
            partition by conversion_kind
            order by channel
            rows between unbounded preceding and current row
        ),
        kind as (partition by conversion_kind)

),

shared_channels as (

    select
        *,
        {{ safe_divide('effect_so_far - effect', 'effect_of_kind') }} as effect_before,
        {{ safe_divide('effect_so_far', 'effect_of_kind') }} as effect_after,
        {{ safe_divide('shapley_so_far - shapley_conversions', 'shapley_of_kind') }}
            as shapley_before,
        {{ safe_divide('shapley_so_far', 'shapley_of_kind') }} as shapley_after

    from summed_channels

),

channel_removal_effects as (

    select
        conversion_kind,
        channel,
        removal_effect,
        {{ part_between('1', 'effect_before', 'effect_after', 9) }} as markov_share,
        {{ part_between('1', 'shapley_before', 'shapley_after', 9) }} as shapley_share,
        cast(conversions as bigint) as conversions,
        cast(paths as bigint) as paths,
        note

    from shared_channels

)

select * from channel_removal_effects
