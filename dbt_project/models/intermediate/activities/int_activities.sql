with

activities as (

    select
        *,
        case
            when opportunity_id is not null then {{ hash_key(['source_system', 'opportunity_id']) }}
        end as opportunity_key

    from {{ ref('int_all_activities') }}

),

opportunities as (

    select * from {{ ref('int_opportunities') }}

),

identity_people as (

    select * from {{ ref('int_identity_people') }}

),

described_activities as (

    select
        {{ hash_key(['activities.source_system', 'activities.activity_id']) }} as activity_id,
        coalesce(identity_people.person_id, opportunities.person_id) as person_id,
        activities.opportunity_key as opportunity_id,
        activities.activity_type,
        activities.outcome,
        activities.owner_id,
        activities.occurred_at,
        activities.source_system

    from activities
    left join identity_people
        on activities.identity_key = identity_people.identity_key
    left join opportunities
        on activities.opportunity_key = opportunities.opportunity_id

)

select * from described_activities
