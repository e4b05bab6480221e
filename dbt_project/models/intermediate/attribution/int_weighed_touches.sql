{% set news = {'conversion_id': 'int_conversion_news'} %}
{{ config(meta={'news': news}) }}

with

conversions as (

    select * from {{ news_in('int_conversions', news) }}

),

touches as (

    select * from {{ news_in('int_conversion_touches', news) }}

),

path_shapes as (

    select * from {{ news_in('int_path_shapes', news) }}

),

-- Several touches of a channel share its part of the path.
weights as (

    select
        *,
        cast({{ safe_divide('1', 'channel_touches') }} as decimal(18, 12)) as channel_weight

    from touches

),

summed_weights as (

    select
        *,
        sum(decayed_weight) over so_far as decayed_so_far,
        sum(channel_weight) over so_far as channel_so_far,
        sum(decayed_weight) over path as path_decayed,
        sum(channel_weight) over path as path_channel

    from weights
    window
        so_far as (
            partition by conversion_id
            order by path_position
            rows between unbounded preceding and current row
        ),
        path as (partition by conversion_id)

),

-- A conversion without a touch has a path of one stand-in, so that totals stay whole.
weighed_touches as (

    select
        conversions.conversion_id,
        conversions.conversion_kind,
        conversions.converted_at,
        conversions.converted_month,
        conversions.revenue,
        conversions.margin,
        conversions.is_new_customer,
        path_shapes.shape_id,
        path_shapes.path_length,
        coalesce(summed_weights.touchpoint_id, '(none)') as touchpoint_id,
        coalesce(summed_weights.channel, 'unattributed') as channel,
        coalesce(summed_weights.campaign_id, '(none)') as campaign_id,
        coalesce(summed_weights.path_position, 1) as path_position,
        coalesce(summed_weights.channel_touches, 1) as channel_touches,
        coalesce({{ safe_divide('decayed_so_far - decayed_weight', 'path_decayed') }}, 0)
            as age_before,
        coalesce({{ safe_divide('decayed_so_far', 'path_decayed') }}, 1) as age_after,
        coalesce({{ safe_divide('channel_so_far - channel_weight', 'path_channel') }}, 0)
            as channel_before,
        coalesce({{ safe_divide('channel_so_far', 'path_channel') }}, 1) as channel_after

    from conversions
    inner join path_shapes
        on conversions.conversion_id = path_shapes.conversion_id
    left join summed_weights
        on conversions.conversion_id = summed_weights.conversion_id

)

select * from weighed_touches
