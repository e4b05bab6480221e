with

handoffs as (

    select * from {{ ref('int_handoffs') }}

),

decisions as (

    select * from {{ ref('int_handoff_decisions') }}

),

-- A status change noted as an activity is a decision, if anything.
activities as (

    select * from {{ ref('int_activities') }}
    where activity_type <> 'status_change'

),

people as (

    select * from {{ ref('int_known_people') }}

),

first_activities as (

    select
        handoffs.person_id,
        handoffs.interval_number,
        activities.occurred_at as acted_at,
        activities.owner_id

    from handoffs
    inner join activities
        on
            handoffs.person_id = activities.person_id
            and handoffs.handed_over_at <= activities.occurred_at
            and (handoffs.ends_at is null or handoffs.ends_at > activities.occurred_at)
    qualify
        row_number() over (
            partition by handoffs.person_id, handoffs.interval_number
            order by activities.occurred_at, activities.activity_id
        ) = 1

),

answered_handoffs as (

    select
        handoffs.person_id,
        handoffs.interval_number,
        handoffs.journey_number,
        handoffs.handed_over_at,
        handoffs.ends_at,
        handoffs.evidence,
        decisions.accepted_at,
        decisions.rejected_at,
        decisions.rejection_reason,
        least(first_activities.acted_at, decisions.accepted_at, decisions.rejected_at)
            as first_response_at,
        coalesce(first_activities.owner_id, handoffs.owner_id, people.owner_id) as owner_id

    from handoffs
    inner join decisions
        on
            handoffs.person_id = decisions.person_id
            and handoffs.interval_number = decisions.interval_number
    left join first_activities
        on
            handoffs.person_id = first_activities.person_id
            and handoffs.interval_number = first_activities.interval_number
    left join people
        on handoffs.person_id = people.person_id

)

select * from answered_handoffs
