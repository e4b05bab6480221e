-- A view: one model reads it.
{{ config(materialized='view') }}

with

touches as (

    select * from {{ ref('int_weighed_touches') }}

),

removal_effects as (

    select * from {{ ref('int_removal_effects') }}

),

-- Several touches of a channel share its part of the path.
weights as (

    select
        touches.*,
        cast(
            coalesce(
                {{ safe_divide('removal_effects.removal_effect', 'touches.channel_touches') }}, 0
            ) as decimal(18, 12)
        ) as weight

    from touches
    left join removal_effects
        on
            touches.conversion_kind = removal_effects.conversion_kind
            and touches.channel = removal_effects.channel

),

summed_weights as (

    select
        *,
        sum(weight) over (
            partition by conversion_id
            order by path_position
            rows between unbounded preceding and current row
        ) as weight_so_far,
        sum(weight) over (partition by conversion_id) as path_weight

    from weights

),

-- As int_weighed_touches, and the shares. Where the removal of no channel on the path costs
-- anything, the touches share alike.
effect_touches as (

    select
        conversion_id,
        conversion_kind,
        converted_at,
        converted_month,
        revenue,
        margin,
        is_new_customer,
        shape_id,
        path_length,
        touchpoint_id,
        channel,
        campaign_id,
        path_position,
        channel_touches,
        age_before,
        age_after,
        channel_before,
        channel_after,
        coalesce(
            {{ safe_divide('weight_so_far - weight', 'path_weight') }},
            {{ safe_divide('path_position - 1', 'path_length') }}
        ) as share_before,
        coalesce(
            {{ safe_divide('weight_so_far', 'path_weight') }},
            {{ safe_divide('path_position', 'path_length') }}
        ) as share_after

    from summed_weights

)

select * from effect_touches
