with

-- Decided before the join: a condition on one side within it would compare everybody with every
-- domain.
person_attributes as (

    select
        person_id,
        crm_account_id,
        case when is_valid and not is_free_mail then email_domain end as business_domain

    from {{ ref('int_person_attributes') }}

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
        on person_attributes.business_domain = accounts_by_domain.domain
    where coalesce(person_attributes.crm_account_id, accounts_by_domain.account_id) is not null

)

select * from person_accounts
