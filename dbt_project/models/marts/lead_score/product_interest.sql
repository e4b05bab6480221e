with

touchpoints as (

    select * from {{ ref('int_scored_touchpoints') }}
    where product_line is not null

),

rules as (

    select * from {{ ref('int_scoring_rules') }}
    where is_current and points > 0

),

moments as (

    select * from {{ ref('int_score_moments') }}

),

aged_touchpoints as (

    select
        touchpoints.person_id,
        touchpoints.product_line,
        touchpoints.occurred_at,
        rules.points,
        {{ days_elapsed('touchpoints.occurred_at', 'moments.scored_at') }}
        / rules.half_life_days as half_lives

    from touchpoints
    inner join rules
        on
            touchpoints.rule_set = rules.seed_rule_set
            and touchpoints.rule_id = rules.rule_id
    cross join moments

),

interest_points as (

    select
        person_id,
        product_line,
        cast(sum(cast(
            round(points * power(2, -coalesce(half_lives, 0)), 9) as decimal(18, 9)
        )) as decimal(18, 9)) as points,
        max(occurred_at) as last_interest_at

    from aged_touchpoints
    group by person_id, product_line

),

product_interest as (

    select
        person_id,
        product_line,
        points,
        {{ safe_divide('points', 'sum(points) over (partition by person_id)') }} as share,
        last_interest_at

    from interest_points
    -- Interest so old that it has faded to nothing has no share in anything.
    where points > 0

)

select * from product_interest
