with

touches as (

    select * from {{ ref('int_weighed_touches') }}

),

models as (

    select * from {{ ref('attribution_models') }}

),

shape_shares as (

    select * from {{ ref('int_shape_shares') }}

),

shared_touches as (

    select
        touches.*,
        shape_shares.attribution_model,
        shape_shares.share_before,
        shape_shares.share_after
    from touches
    inner join shape_shares
        on
            touches.shape_number = shape_shares.shape_number
            and touches.path_position = shape_shares.path_position

    union all

    select
        touches.*,
        models.attribution_model,
        case models.weighed_by
            when 'age' then touches.age_before
            when 'channel' then touches.channel_before
            when 'removal_effect' then touches.effect_before
        end as share_before,
        case models.weighed_by
            when 'age' then touches.age_after
            when 'channel' then touches.channel_after
            when 'removal_effect' then touches.effect_after
        end as share_after
    from touches
    cross join models

),

-- A touch's part is the step from the rounded total before it to the rounded total with it. So
-- parts add up to the whole exactly, and none is further off than one unit of its last place.
credits as (

    select
        conversion_id,
        attribution_model,
        touchpoint_id,
        conversion_kind,
        converted_at,
        converted_month,
        channel,
        campaign_id,
        {{ part_between('1', 'share_before', 'share_after', 9) }} as credit,
        {{ part_between('revenue', 'share_before', 'share_after', 2) }} as revenue,
        {{ part_between('margin', 'share_before', 'share_after', 2) }} as margin,
        is_new_customer

    from shared_touches
    where share_after > share_before

)

select * from credits
