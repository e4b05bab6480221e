with

leads as (

    select * from {{ ref('stg_salesforce__lead') }}
    where not is_deleted and master_record_id is null

),

contacts as (

    select * from {{ ref('stg_salesforce__contact') }}
    where not is_deleted and master_record_id is null

),

accounts as (

    select * from {{ ref('stg_salesforce__account') }}

),

-- A contact says of its company only which one it is.
placed_contacts as (

    select
        contacts.*,
        accounts.name as company,
        accounts.website,
        accounts.industry,
        accounts.employee_count

    from contacts
    left join accounts
        on
            contacts.source_system = accounts.source_system
            and contacts.account_id = accounts.account_id

),

people_records as (

    select
        source_system,
        lead_id,
        email,
        first_name,
        last_name,
        phone,
        job_title,
        company,
        website,
        industry,
        employee_count,
        country,
        lead_source,
        cast(null as string) as campaign_id,
        status,
        owner_id,
        cast(null as string) as visitor_id,
        converted_account_id as account_id,
        created_at,
        updated_at

    from leads
    union all
    select
        source_system,
        contact_id as lead_id,
        email,
        first_name,
        last_name,
        phone,
        job_title,
        company,
        website,
        industry,
        employee_count,
        country,
        lead_source,
        cast(null as string) as campaign_id,
        cast(null as string) as status,
        owner_id,
        cast(null as string) as visitor_id,
        account_id,
        created_at,
        updated_at

    from placed_contacts

)

select * from people_records
