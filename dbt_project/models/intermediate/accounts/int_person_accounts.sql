with

person_attributes as (

    select * from {{ ref('int_person_attributes') }}

),

-- Where records of several systems, or of one, share a domain, the first by name stands for it.
accounts_by_domain as (

    select
        domain,
        min_by(account_id, coalesce(source_system, '') || coalesce(source_record_id, ''))
            as account_id

    from {{ ref('int_accounts') }}
    where domain is not null
    group by domain

),

person_accounts as (

    select
        person_attributes.person_id,
        coalesce(person_attributes.crm_account_id, accounts_by_domain.account_id) as account_id

    from person_attributes
    left join accounts_by_domain
        on
            person_attributes.email_domain = accounts_by_domain.domain
            and person_attributes.is_valid
            and not person_attributes.is_free_mail
    where coalesce(person_attributes.crm_account_id, accounts_by_domain.account_id) is not null

)

select * from person_accounts
