with

deal_companies as (

    select * from {{ ref('stg_hubspot__deal_company') }}

),

deal_contacts as (

    select * from {{ ref('stg_hubspot__deal_contact') }}

),

leads as (

    select * from {{ ref('int_hubspot__leads') }}

),

-- The company that HubSpot calls primary (its association type 5), else the one it knew first: ids
-- grow.
primary_companies as (

    select
        source_system,
        deal_id,
        company_id

    from deal_companies
    qualify
        row_number() over (
            partition by source_system, deal_id
            order by
                case when category = 'HUBSPOT_DEFINED' and type_id = '5' then 0 else 1 end,
                try_cast(company_id as bigint) nulls last,
                company_id
        ) = 1

),

-- HubSpot has no primary contact: one that is still there comes before one deleted or merged away,
-- of these the one it knew first.
primary_contacts as (

    select
        deal_contacts.source_system,
        deal_contacts.deal_id,
        deal_contacts.contact_id

    from deal_contacts
    left join leads
        on
            deal_contacts.source_system = leads.source_system
            and deal_contacts.contact_id = leads.lead_id
    qualify
        row_number() over (
            partition by deal_contacts.source_system, deal_contacts.deal_id
            order by
                case when leads.lead_id is null then 1 else 0 end,
                try_cast(deal_contacts.contact_id as bigint) nulls last,
                deal_contacts.contact_id
        ) = 1

),

deal_associations as (

    select
        coalesce(primary_companies.source_system, primary_contacts.source_system) as source_system,
        coalesce(primary_companies.deal_id, primary_contacts.deal_id) as deal_id,
        primary_companies.company_id,
        primary_contacts.contact_id

    from primary_companies
    full outer join primary_contacts
        on
            primary_companies.source_system = primary_contacts.source_system
            and primary_companies.deal_id = primary_contacts.deal_id

)

select * from deal_associations
