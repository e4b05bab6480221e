with

conversions as (

    select * from {{ ref('int_conversions') }}

),

touch_weights as (

    select * from {{ ref('int_touch_weights') }}

),

weighed_paths as (

    select
        *,
        sum(weight) over (
            partition by conversion_id, attribution_model
            order by path_position
            rows between unbounded preceding and current row
        ) as weight_so_far,
        sum(weight) over (partition by conversion_id, attribution_model) as path_weight

    from touch_weights

),

-- A touch's part is the step from the rounded total before it to the rounded total with it. So
-- parts add up to the whole exactly, and none is further off than one unit of its last place.
shared_touches as (

    select
        *,
        {{ safe_divide('weight_so_far - weight', 'path_weight') }} as share_before,
        {{ safe_divide('weight_so_far', 'path_weight') }} as share_after

    from weighed_paths

),

credits as (

    select
        shared_touches.conversion_id,
        shared_touches.attribution_model,
        shared_touches.touchpoint_id,
        conversions.conversion_kind,
        conversions.person_id,
        conversions.customer_id,
        conversions.converted_at,
        conversions.converted_month,
        shared_touches.channel,
        shared_touches.campaign_id,
        {{ part_between('1', 'share_before', 'share_after', 9) }} as credit,
        {{ part_between('conversions.revenue', 'share_before', 'share_after', 2) }} as revenue,
        {{ part_between('conversions.margin', 'share_before', 'share_after', 2) }} as margin,
        conversions.is_new_customer

    from shared_touches
    inner join conversions
        on shared_touches.conversion_id = conversions.conversion_id

)

select * from credits
