with

people as (

    select
        *,
        {{ days_elapsed('first_seen_at', as_of()) }} / 7 as weeks_known

    from {{ ref('int_people') }}

),

current_stages as (

    select * from {{ ref('lifecycle_intervals') }}
    where is_current

),

furthest_stages as (

    select * from {{ ref('int_buyer_journey') }}
    where is_furthest

),

described_people as (

    select
        people.person_id,
        people.account_id,
        people.email_domain,
        people.is_free_mail,
        people.job_title,
        people.seniority,
        people.country,
        people.industry,
        people.employee_count,
        people.segment,
        people.lead_source,
        people.source_systems,
        people.source_record_count,
        people.first_seen_at,
        people.lead_created_at,
        people.first_touch_channel,
        people.last_touch_channel,
        people.first_touch_at,
        people.last_touch_at,
        people.interaction_count,
        people.interaction_count / greatest(coalesce(people.weeks_known, 1), 1)
            as interactions_per_week,
        people.is_valid,
        people.invalid_reason,
        people.completeness,
        people.can_contact,
        people.opted_out_at,
        people.owner_id,
        current_stages.stage as lifecycle_stage,
        furthest_stages.funnel_stage

    from people
    left join current_stages
        on people.person_id = current_stages.person_id
    left join furthest_stages
        on people.person_id = furthest_stages.person_id

)

select * from described_people
