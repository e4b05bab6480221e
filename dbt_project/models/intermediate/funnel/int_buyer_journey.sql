{% set news = {'person_id': 'int_person_news'} %}
{{ config(meta={'news': news}) }}

with

touchpoints as (

    select * from {{ news_in('int_touchpoints', news) }}

),

opportunities as (

    select * from {{ news_in('int_opportunities', news) }}

),

orders as (

    select * from {{ news_in('int_orders', news) }}
    where is_purchase

),

evidence_stages as (

    select * from {{ ref('buyer_journey_evidence') }}

),

steps as (

    select * from {{ ref('funnel_steps') }} where funnel = 'buyer_journey'

),

deal_and_order_evidence as (

    select
        person_id,
        'opportunity_created' as evidence,
        created_at as seen_at
    from opportunities

    union all

    select
        person_id,
        'opportunity_won' as evidence,
        coalesce(closed_at, created_at) as seen_at
    from opportunities
    where is_won

    union all

    select
        person_id,
        case
            when ordered_on = min(ordered_on) over (partition by person_id) then 'first_order'
            else 'repeat_order'
        end as evidence,
        ordered_at as seen_at
    from orders

),

evidence as (

    select
        person_id,
        funnel_stage,
        occurred_at as seen_at
    from touchpoints
    where is_counted

    union all

    select
        deal_and_order_evidence.person_id,
        evidence_stages.funnel_stage,
        deal_and_order_evidence.seen_at
    from deal_and_order_evidence
    inner join evidence_stages
        on deal_and_order_evidence.evidence = evidence_stages.evidence

),

first_evidence as (

    select
        evidence.person_id,
        steps.step_number,
        min(evidence.seen_at) as seen_at
    from evidence
    inner join steps
        on evidence.funnel_stage = steps.step
    where evidence.person_id is not null and evidence.seen_at is not null
    group by evidence.person_id, steps.step_number

),

-- Whoever is seen at a step has passed those before it, at that moment at the latest.
stages_reached as (

    select
        first_evidence.person_id,
        steps.step as funnel_stage,
        steps.step_number,
        min(first_evidence.seen_at) as reached_at,
        steps.step_number = max(max(first_evidence.step_number))
            over (partition by first_evidence.person_id)
            as is_furthest
    from first_evidence
    inner join steps
        on first_evidence.step_number >= steps.step_number
    group by first_evidence.person_id, steps.step, steps.step_number

)

select * from stages_reached
