with

shapes as (

    select distinct
        shape_id,
        is_close,
        path_length,
        last_non_direct_position,
        lead_position,
        opportunity_position

    from {{ ref('int_path_shapes') }}

),

positions as (

    select distinct path_position
    from {{ ref('int_conversion_touches') }}
    union distinct
    select 1 as path_position

),

models as (

    select * from {{ ref('attribution_models') }}
    where weighed_by = 'position'

),

-- Where one touch led to several milestones, it has the weights of all of them.
milestone_weights as (

    select
        shapes.shape_id,
        models.attribution_model,
        positions.path_position,
        models.between_share,
        case when positions.path_position = 1 then models.first_share else 0 end
        + case
            when positions.path_position = shapes.lead_position then models.lead_share else 0
        end
        + case
            when positions.path_position = shapes.opportunity_position
                then models.opportunity_share
            else 0
        end
        + case
            when positions.path_position <> shapes.path_length then 0
            when shapes.is_close then models.close_share + models.last_share
            else models.last_share
        end
        + case
            when positions.path_position = shapes.last_non_direct_position
                then models.last_non_direct_share
            else 0
        end as milestone_share

    from shapes
    inner join positions
        on shapes.path_length >= positions.path_position
    cross join models

),

weights as (

    select
        shape_id,
        attribution_model,
        path_position,
        cast(
            case
                when milestone_share > 0 then milestone_share
                else {{ safe_divide(
                    'between_share',
                    'count(case when milestone_share = 0 then 1 end) '
                    ~ 'over (partition by shape_id, attribution_model)'
                ) }}
            end as decimal(18, 12)
        ) as weight

    from milestone_weights

),

summed_weights as (

    select
        *,
        sum(weight) over (
            partition by shape_id, attribution_model
            order by path_position
            rows between unbounded preceding and current row
        ) as weight_so_far,
        sum(weight) over (partition by shape_id, attribution_model) as path_weight

    from weights

),

shape_shares as (

    select
        shape_id,
        attribution_model,
        path_position,
        weight,
        {{ safe_divide('weight_so_far - weight', 'path_weight') }} as share_before,
        {{ safe_divide('weight_so_far', 'path_weight') }} as share_after

    from summed_weights
    where weight > 0

)

select * from shape_shares
