-- A view: every touch under every model is much to write, and one mart reads it.
{{ config(materialized='view') }}

with

conversions as (

    select * from {{ ref('int_conversions') }}

),

touches as (

    select * from {{ ref('int_conversion_touches') }}

),

milestones as (

    select * from {{ ref('int_conversion_milestones') }}

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
        coalesce(touches.path_position = touches.path_length, true) as is_last,
        coalesce(touches.is_last_non_direct, true) as is_last_non_direct,
        coalesce(touches.decayed_weight, 1) as decayed_weight,
        milestones.lead_position,
        milestones.opportunity_position,
        conversions.conversion_kind in ('won', 'order') as is_close

    from conversions
    left join touches
        on conversions.conversion_id = touches.conversion_id
    left join milestones
        on conversions.conversion_id = milestones.conversion_id

),

-- Where one touch led to several milestones, it has the weights of all of them.
milestone_weights as (

    select
        paths.conversion_id,
        models.attribution_model,
        paths.touchpoint_id,
        paths.channel,
        paths.campaign_id,
        paths.path_position,
        paths.decayed_weight,
        models.between_share,
        case when paths.path_position = 1 then models.first_share else 0 end
        + case when paths.path_position = paths.lead_position then models.lead_share else 0 end
        + case
            when paths.path_position = paths.opportunity_position then models.opportunity_share
            else 0
        end
        + case when paths.is_last and paths.is_close then models.close_share else 0 end
        + case when paths.is_last then models.last_share else 0 end
        + case when paths.is_last_non_direct then models.last_non_direct_share else 0 end
            as milestone_share

    from paths
    cross join models

),

touch_weights as (

    select
        conversion_id,
        attribution_model,
        touchpoint_id,
        channel,
        campaign_id,
        path_position,
        cast(
            case
                when attribution_model = 'time_decay' then decayed_weight
                when milestone_share > 0 then milestone_share
                else {{ safe_divide(
                    'between_share',
                    'count(case when milestone_share = 0 then 1 end) '
                    ~ 'over (partition by conversion_id, attribution_model)'
                ) }}
            end as decimal(18, 9)
        ) as weight

    from milestone_weights
    where attribution_model = 'time_decay' or milestone_share > 0 or between_share > 0

)

select * from touch_weights
