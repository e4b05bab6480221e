with

crm_accounts as (

    select * from {{ ref('int_all_accounts') }}

),

named_accounts as (

    select
        source_system,
        account_id

    from {{ ref('int_all_leads') }}
    union
    select
        source_system,
        account_id

    from {{ ref('int_all_opportunities') }}
    union
    select
        source_system,
        account_id

    from {{ ref('int_all_orders') }}
    union
    select
        source_system,
        account_id

    from {{ ref('int_all_order_lines') }}

),

country_names as (

    select * from {{ ref('country_names') }}

),

recorded_accounts as (

    select
        crm_accounts.source_system,
        crm_accounts.account_id as source_record_id,
        crm_accounts.name,
        crm_accounts.industry,
        crm_accounts.employee_count,
        coalesce(country_names.country, crm_accounts.country) as country,
        nullif(
            regexp_extract(lower(crm_accounts.domain), '^(https?://)?(www[.])?([^/:?#]+)', 3), ''
        ) as domain

    from crm_accounts
    left join country_names
        on lower(trim(crm_accounts.country)) = country_names.spelling

),

-- Orders and leads may name a company before, or without, its record.
unrecorded_accounts as (

    select
        named_accounts.source_system,
        named_accounts.account_id as source_record_id

    from named_accounts
    left join crm_accounts
        on
            named_accounts.source_system = crm_accounts.source_system
            and named_accounts.account_id = crm_accounts.account_id
    where named_accounts.account_id is not null and crm_accounts.account_id is null

),

recorded_and_named_accounts as (

    select
        {{ hash_key(['source_system', 'source_record_id']) }} as account_id,
        source_system,
        source_record_id,
        name,
        domain,
        industry,
        employee_count,
        country

    from recorded_accounts
    union all
    select
        {{ hash_key(['source_system', 'source_record_id']) }} as account_id,
        source_system,
        source_record_id,
        null as name,
        null as domain,
        null as industry,
        null as employee_count,
        null as country

    from unrecorded_accounts

)

select * from recorded_and_named_accounts
