with

person_attributes as (

    select * from {{ ref('int_person_attributes') }}

),

person_accounts as (

    select * from {{ ref('int_person_accounts') }}

),

accounts as (

    select * from {{ ref('int_accounts') }}

),

person_consents as (

    select * from {{ ref('int_person_consents') }}

),

company_sizes as (

    select * from {{ ref('company_sizes') }}

),

settings as (

    select max(case when setting = 'consent_required' then value end) = 0 as is_opt_out
    from {{ ref('identity_settings') }}

),

person_touches as (

    select * from {{ ref('int_person_touches') }}

),

people as (

    select
        person_attributes.*,
        person_accounts.account_id,
        coalesce(person_attributes.industry, accounts.industry) as known_industry,
        coalesce(person_attributes.country, accounts.country) as known_country,
        coalesce(person_attributes.employee_count, accounts.employee_count) as known_employee_count

    from person_attributes
    left join person_accounts
        on person_attributes.person_id = person_accounts.person_id
    left join accounts
        on person_accounts.account_id = accounts.account_id

),

described_people as (

    select
        people.person_id,
        people.account_id,
        people.email_domain,
        people.is_free_mail,
        people.job_title,
        people.seniority,
        people.known_country as country,
        people.known_industry as industry,
        people.known_employee_count as employee_count,
        coalesce(company_sizes.segment, 'unknown') as segment,
        people.lead_source,
        people.source_systems,
        people.source_record_count,
        people.first_seen_at,
        people.lead_created_at,
        coalesce(person_touches.first_touch_channel, 'unattributed') as first_touch_channel,
        coalesce(person_touches.last_touch_channel, 'unattributed') as last_touch_channel,
        person_touches.first_touch_at,
        person_touches.last_touch_at,
        coalesce(person_touches.interaction_count, 0) as interaction_count,
        people.is_valid,
        people.invalid_reason,
        people.completeness,
        people.is_valid
        and people.email is not null
        and coalesce(person_consents.is_granted, settings.is_opt_out) as can_contact,
        case when not person_consents.is_granted then person_consents.changed_at end
            as opted_out_at,
        people.owner_id

    from people
    cross join settings
    left join company_sizes
        on
            people.known_employee_count >= company_sizes.min_employees
            and people.known_employee_count <= coalesce(
                company_sizes.max_employees, people.known_employee_count
            )
    left join person_touches
        on people.person_id = person_touches.person_id
    left join person_consents
        on people.person_id = person_consents.person_id

)

select * from described_people
