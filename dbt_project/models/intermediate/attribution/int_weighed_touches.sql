with

conversions as (

    select * from {{ ref('int_conversions') }}

),

touches as (

    select * from {{ ref('int_conversion_touches') }}

),

path_shapes as (

    select * from {{ ref('int_path_shapes') }}

),

removal_effects as (

    select * from {{ ref('int_removal_effects') }}

),

-- Several touches of a channel share its part of the path.
weights as (

    select
        touches.*,
        cast({{ safe_divide('1', 'touches.channel_touches') }} as decimal(18, 12))
            as channel_weight,
        cast(
            coalesce(
                {{ safe_divide('removal_effects.removal_effect', 'touches.channel_touches') }}, 0
            ) as decimal(18, 12)
        ) as effect_weight

    from touches
    left join removal_effects
        on
            touches.conversion_kind = removal_effects.conversion_kind
            and touches.channel = removal_effects.channel

),

summed_weights as (

    select
        *,
        sum(decayed_weight) over so_far as decayed_so_far,
        sum(channel_weight) over so_far as channel_so_far,
        sum(effect_weight) over so_far as effect_so_far,
        sum(decayed_weight) over path as path_decayed,
        sum(channel_weight) over path as path_channel,
        sum(effect_weight) over path as path_effect

    from weights
    window
        so_far as (
            partition by conversion_id
            order by path_position
            rows between unbounded preceding and current row
        ),
        path as (partition by conversion_id)

),

-- A conversion without a touch has a path of one stand-in, so that totals stay whole. Where the
-- removal of no channel on the path costs anything, the touches share alike.
weighed_touches as (

    select
        conversions.conversion_id,
        conversions.conversion_kind,
        conversions.converted_at,
        conversions.converted_month,
        conversions.revenue,
        conversions.margin,
        conversions.is_new_customer,
        path_shapes.shape_number,
        coalesce(summed_weights.touchpoint_id, '(none)') as touchpoint_id,
        coalesce(summed_weights.channel, 'unattributed') as channel,
        coalesce(summed_weights.campaign_id, '(none)') as campaign_id,
        coalesce(summed_weights.path_position, 1) as path_position,
        coalesce({{ safe_divide('decayed_so_far - decayed_weight', 'path_decayed') }}, 0)
            as age_before,
        coalesce({{ safe_divide('decayed_so_far', 'path_decayed') }}, 1) as age_after,
        coalesce({{ safe_divide('channel_so_far - channel_weight', 'path_channel') }}, 0)
            as channel_before,
        coalesce({{ safe_divide('channel_so_far', 'path_channel') }}, 1) as channel_after,
        coalesce(
            {{ safe_divide('effect_so_far - effect_weight', 'path_effect') }},
            {{ safe_divide('summed_weights.path_position - 1', 'summed_weights.path_length') }},
            0
        ) as effect_before,
        coalesce(
            {{ safe_divide('effect_so_far', 'path_effect') }},
            {{ safe_divide('summed_weights.path_position', 'summed_weights.path_length') }},
            1
        ) as effect_after

    from conversions
    inner join path_shapes
        on conversions.conversion_id = path_shapes.conversion_id
    left join summed_weights
        on conversions.conversion_id = summed_weights.conversion_id

)

select * from weighed_touches
