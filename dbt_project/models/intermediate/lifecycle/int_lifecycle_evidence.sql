with

people as (

    select * from {{ ref('int_known_people') }}

),

touchpoints as (

    select * from {{ ref('int_touchpoints') }}
    where is_counted

),

score_days as (

    select * from {{ ref('lead_score_history') }}
    where crossed_mql

),

statuses as (

    select * from {{ ref('int_lifecycle_statuses') }}
    where stage is not null

),

deals as (

    select * from {{ ref('int_lifecycle_deals') }}

),

orders as (

    select * from {{ ref('int_lifecycle_orders') }}

),

first_touches as (

    select
        touchpoints.person_id,
        min(touchpoints.occurred_at) as occurred_at,
        min_by(touchpoints.touchpoint_id, touchpoints.touch_number) as touchpoint_id,
        min_by(touchpoints.source_system, touchpoints.touch_number) as source_system

    from touchpoints
    inner join people
        on
            touchpoints.person_id = people.person_id
            and touchpoints.occurred_at > people.known_at
    group by touchpoints.person_id

),

lifecycle_evidence as (

    select
        person_id,
        known_at as occurred_at,
        'lead' as stage,
        'first_record' as evidence,
        person_id as evidence_id,
        cast(null as string) as source_system,
        owner_id,
        false as is_back

    from people

    union all

    select person_id, occurred_at, 'engaged', 'first_touch', touchpoint_id, source_system, null, false
    from first_touches

    union all

    select person_id, changed_at, 'mql', 'score_crossing', cast(score_on as string), null, null, false
    from score_days

    union all

    select person_id, changed_at, stage, field, source_id, source_system, owner_id, is_back
    from statuses

    union all

    select person_id, occurred_at, stage, evidence, opportunity_id, source_system, owner_id, false
    from deals

    union all

    select person_id, ordered_at, stage, evidence, order_id, source_system, null, false
    from orders

)

select * from lifecycle_evidence
