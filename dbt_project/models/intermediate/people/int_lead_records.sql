with

leads as (

    select * from {{ ref('int_all_leads') }}

),

identity_people as (

    select * from {{ ref('int_identity_people') }}

),

email_addresses as (

    select * from {{ ref('int_email_addresses') }}

),

lead_validity as (

    select * from {{ ref('int_lead_validity') }}

),

title_seniorities as (

    select * from {{ ref('int_title_seniorities') }}

),

country_names as (

    select * from {{ ref('country_names') }}

),

lead_records as (

    select
        leads.source_system,
        leads.lead_id,
        identity_people.person_id,
        leads.email,
        leads.first_name,
        leads.last_name,
        leads.phone,
        leads.job_title,
        leads.company,
        leads.industry,
        leads.employee_count,
        leads.lead_source,
        leads.campaign_id,
        leads.owner_id,
        leads.created_at,
        title_seniorities.seniority,
        email_addresses.email_domain,
        email_addresses.is_free_mail,
        lead_validity.invalid_reason,
        lead_validity.completeness,
        coalesce(country_names.country, leads.country) as country,
        case
            when leads.account_id is not null
                then {{ hash_key(["leads.source_system", "leads.account_id"]) }}
        end as account_id,
        coalesce(leads.updated_at, leads.created_at) as updated_at

    from leads
    inner join identity_people
        on leads.identity_key = identity_people.identity_key
    inner join lead_validity
        on
            leads.source_system = lead_validity.source_system
            and leads.lead_id = lead_validity.lead_id
    left join email_addresses
        on leads.email = email_addresses.email
    left join title_seniorities
        on leads.job_title = title_seniorities.job_title
    left join country_names
        on lower(trim(leads.country)) = country_names.spelling

)

select * from lead_records
