{% set news = {'conversion_id': 'int_conversion_news'} %}
{{ config(meta={'news': news}) }}

with

conversions as (

    select
        *,
        conversion_kind in ('won', 'order') as is_close

    from {{ news_in('int_conversion_grounds', news) }}

),

touches as (

    select * from {{ news_in('int_conversion_touches', news) }}

),

-- The last touch up to a milestone led to it. The same channel again and again is one step of the
-- path. A conversion without a touch has a path of one stand-in.
paths as (

    select
        conversions.conversion_id,
        conversions.is_close,
        count(touches.touchpoint_id) as touches,
        coalesce(max(touches.path_position), 1) as path_length,
        coalesce(
            max(case when touches.channel <> 'direct' then touches.path_position end),
            max(touches.path_position),
            1
        ) as last_non_direct_position,
        max(
            case
                when conversions.lead_days_before <= touches.days_before
                    then touches.path_position
            end
        ) as lead_position,
        max(
            case
                when conversions.opportunity_days_before <= touches.days_before
                    then touches.path_position
            end
        ) as opportunity_position,
        max(touches.days_before) as days_on_path,
        {{ ordered_list('touches.channel_left', 'touches.path_position', ' > ') }} as path

    from conversions
    left join touches
        on conversions.conversion_id = touches.conversion_id
    group by conversions.conversion_id, conversions.is_close

),

path_shapes as (

    select
        conversion_id,
        is_close,
        touches,
        path_length,
        last_non_direct_position,
        lead_position,
        opportunity_position,
        {{ hash_key([
            'is_close', 'path_length', 'last_non_direct_position', 'lead_position',
            'opportunity_position',
        ]) }} as shape_id,
        case when touches = 0 then 'unattributed' else path end as path,
        days_on_path

    from paths

)

select * from path_shapes
