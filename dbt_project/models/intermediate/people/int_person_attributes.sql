{%- set latest = [
    "email", "email_domain", "is_free_mail", "first_name", "last_name", "phone", "company", "job_title",
    "seniority", "country", "industry", "employee_count", "owner_id", "account_id",
] -%}
with

person_sources as (

    select * from {{ ref('int_person_sources') }}

),

person_emails as (

    select * from {{ ref('int_person_emails') }}

),

lead_records as (

    select
        *,
        row_number() over (
            partition by person_id
            order by updated_at desc, source_system asc, lead_id asc
        ) as latest_number,
        row_number() over (
            partition by person_id
            order by created_at, source_system, lead_id
        ) as first_number

    from {{ ref('int_lead_records') }}

),

-- Each value is the latest that any record of the person states.
recorded_people as (

    select
        person_id,
        {% for column in latest %}
            min_by({{ column }}, latest_number) filter (where {{ column }} is not null)
                as {{ column }},
        {% endfor %}
        min_by(lead_source, first_number) filter (where lead_source is not null) as lead_source,
        min(created_at) as lead_created_at,
        max(completeness) as completeness,
        -- One sound record is enough to believe in somebody.
        bool_or(invalid_reason is null) as is_valid,
        min_by(invalid_reason, first_number) as invalid_reason

    from lead_records
    group by person_id

),

first_emails as (

    select * from person_emails
    where email_number = 1

),

person_attributes as (

    select
        person_sources.person_id,
        person_sources.source_systems,
        person_sources.source_record_count,
        person_sources.first_seen_at,
        recorded_people.lead_created_at,
        recorded_people.lead_source,
        recorded_people.first_name,
        recorded_people.last_name,
        recorded_people.phone,
        recorded_people.company,
        recorded_people.job_title,
        recorded_people.seniority,
        recorded_people.country,
        recorded_people.industry,
        recorded_people.employee_count,
        recorded_people.owner_id,
        recorded_people.account_id as crm_account_id,
        coalesce(recorded_people.email, first_emails.email) as email,
        coalesce(recorded_people.email_domain, first_emails.email_domain) as email_domain,
        coalesce(recorded_people.is_free_mail, first_emails.is_free_mail, false) as is_free_mail,
        coalesce(recorded_people.completeness, 0) as completeness,
        coalesce(recorded_people.is_valid, first_emails.invalid_reason is null) as is_valid,
        case
            when recorded_people.is_valid then null
            else coalesce(recorded_people.invalid_reason, first_emails.invalid_reason)
        end as invalid_reason

    from person_sources
    left join recorded_people
        on person_sources.person_id = recorded_people.person_id
    left join first_emails
        on person_sources.person_id = first_emails.person_id

)

select * from person_attributes
