with

people as (

    select
        *,
        {{ days_elapsed('first_seen_at', as_of()) }} / 7 as weeks_known

    from {{ ref('int_people') }}

),

described_people as (

    select
        person_id,
        account_id,
        email_domain,
        is_free_mail,
        job_title,
        seniority,
        country,
        industry,
        employee_count,
        segment,
        lead_source,
        source_systems,
        source_record_count,
        first_seen_at,
        lead_created_at,
        first_touch_channel,
        last_touch_channel,
        first_touch_at,
        last_touch_at,
        interaction_count,
        interaction_count / greatest(coalesce(weeks_known, 1), 1) as interactions_per_week,
        is_valid,
        invalid_reason,
        completeness,
        can_contact,
        opted_out_at,
        owner_id

    from people

)

select * from described_people
