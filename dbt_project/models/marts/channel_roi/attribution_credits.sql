{% set news = {'conversion_id': 'int_conversion_news'} %}
-- Under a model that is fitted to all paths any of them moves every credit.
{{ config(meta={'news': dict(news, attribution_model='int_fitted_models')}) }}

with

touches as (

    select * from {{ news_in('int_weighed_touches', news) }}

),

effect_touches as (

    select * from {{ ref('int_effect_touches') }}

),

models as (

    select * from {{ ref('attribution_models') }}

),

fitted_models as (

    select * from {{ ref('int_fitted_models') }}

),

shape_shares as (

    select * from {{ ref('int_shape_shares') }}

),

shared_touches as (

    select
        shape_shares.attribution_model,
        touches.*,
        shape_shares.share_before,
        shape_shares.share_after
    from touches
    inner join shape_shares
        on
            touches.shape_id = shape_shares.shape_id
            and touches.path_position = shape_shares.path_position

    union all

    select
        models.attribution_model,
        touches.*,
        case models.weighed_by
            when 'age' then touches.age_before
            when 'channel' then touches.channel_before
        end as share_before,
        case models.weighed_by
            when 'age' then touches.age_after
            when 'channel' then touches.channel_after
        end as share_after
    from touches
    cross join models

    union all

    select
        fitted_models.attribution_model,
        effect_touches.*
    from effect_touches
    cross join fitted_models

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
