with

conversions as (

    select * from {{ ref('int_conversions') }}

),

touches as (

    select * from {{ ref('int_conversion_touches') }}

),

models as (

    select * from {{ ref('attribution_models') }}

),

-- A conversion without a touch has a path of one stand-in, so that totals stay whole.
paths as (

    select
        conversions.conversion_id,
        coalesce(touches.touchpoint_id, '(none)') as touchpoint_id,
        coalesce(touches.channel, 'unattributed') as channel,
        coalesce(touches.campaign_id, '(none)') as campaign_id,
        coalesce(touches.path_position, 1) as path_position,
        coalesce(touches.path_length, 1) as path_length,
        coalesce(touches.is_last_non_direct, true) as is_last_non_direct,
        coalesce(touches.position_weight, 1) as position_weight,
        coalesce(touches.decayed_weight, 1) as decayed_weight

    from conversions
    left join touches
        on conversions.conversion_id = touches.conversion_id

),

weighted_touches as (

    select
        paths.*,
        models.attribution_model,
        cast(case models.attribution_model
            when 'first_touch' then case when paths.path_position = 1 then 1 else 0 end
            when 'last_touch'
                then case when paths.path_position = paths.path_length then 1 else 0 end
            when 'last_non_direct' then case when paths.is_last_non_direct then 1 else 0 end
            when 'linear' then 1
            when 'position_based' then paths.position_weight
            when 'time_decay' then paths.decayed_weight
        end as decimal(18, 9)) as weight

    from paths
    cross join models

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

    from weighted_touches
    where weight > 0

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
