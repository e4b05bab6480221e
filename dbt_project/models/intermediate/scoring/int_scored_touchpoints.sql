{% set news = {'person_id': 'int_person_news'} %}
{{ config(meta={'news': news}) }}

with

touchpoints as (

    select * from {{ news_in('int_touchpoints', news) }}

),

touchpoint_types as (

    select * from {{ ref('touchpoint_types') }}

),

people as (

    select * from {{ news_in('int_known_people', news) }}
    where is_valid

),

rules as (

    select * from {{ ref('scoring_rules') }}
    where
        touchpoint_type is not null
        and rule_set in (select seed_rule_set from {{ ref('int_rule_sets') }})

),

-- Saying no is not a touch, but it has its price.
matched_touchpoints as (

    select
        touchpoints.person_id,
        touchpoints.touchpoint_id,
        touchpoints.occurred_at,
        touchpoints.occurred_on,
        touchpoints.product_line,
        rules.rule_set,
        rules.rule_id,
        rules.max_per_day,
        row_number() over (
            partition by
                rules.rule_set, touchpoints.person_id, rules.rule_id, touchpoints.occurred_on
            order by touchpoints.occurred_at, touchpoints.touchpoint_id
        ) as number_of_day

    from touchpoints
    inner join people
        on touchpoints.person_id = people.person_id
    inner join touchpoint_types
        on touchpoints.touchpoint_type = touchpoint_types.touchpoint_type
    inner join rules
        on
            touchpoints.touchpoint_type = rules.touchpoint_type
            and (rules.product_line is null or touchpoints.product_line = rules.product_line)
            and (rules.active_from is null or touchpoints.occurred_on >= rules.active_from)
            and (rules.active_to is null or touchpoints.occurred_on <= rules.active_to)
    where
        touchpoints.is_counted
        or (touchpoint_types.is_opt_out and touchpoints.excluded_reason = 'outbound')

),

scored_touchpoints as (

    select
        person_id,
        touchpoint_id,
        rule_set,
        rule_id,
        occurred_at,
        occurred_on,
        product_line

    from matched_touchpoints
    where max_per_day is null or number_of_day <= max_per_day

)

select * from scored_touchpoints
