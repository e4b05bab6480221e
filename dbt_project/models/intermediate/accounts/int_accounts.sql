with

crm_accounts as (

    select * from {{ ref('int_crm_accounts') }}

),

person_attributes as (

    select * from {{ ref('int_person_attributes') }}

),

domain_accounts as (

    select
        person_attributes.email_domain as domain,
        min(person_attributes.company) as name

    from person_attributes
    left join crm_accounts
        on person_attributes.email_domain = crm_accounts.domain
    where
        person_attributes.email_domain is not null
        and person_attributes.crm_account_id is null
        and person_attributes.is_valid
        and not person_attributes.is_free_mail
        and crm_accounts.domain is null
    group by person_attributes.email_domain

),

accounts as (

    select * from crm_accounts
    union all
    select
        {{ hash_key(['domain']) }} as account_id,
        null as source_system,
        null as source_record_id,
        name,
        domain,
        null as industry,
        null as employee_count,
        null as country

    from domain_accounts

)

select * from accounts
