with

opportunities as (

    select * from {{ ref('stg_salesforce__opportunity') }}

),

contact_roles as (

    select * from {{ ref('stg_salesforce__opportunity_contact_role') }}
    where not is_deleted

),

leads as (

    select * from {{ ref('stg_salesforce__lead') }}
    where converted_opportunity_id is not null and not is_deleted

),

-- Who a deal is with, the surest word first.
named_people as (

    select
        source_system,
        opportunity_id,
        contact_id as lead_id,
        case when is_primary then 'primary role' else 'some role' end as named_by,
        created_at

    from contact_roles
    union all
    select
        source_system,
        opportunity_id,
        contact_id as lead_id,
        'contact of the deal' as named_by,
        created_at

    from opportunities
    where contact_id is not null
    union all
    select
        source_system,
        converted_opportunity_id as opportunity_id,
        lead_id,
        'converted lead' as named_by,
        created_at

    from leads

),

opportunity_contacts as (

    select
        source_system,
        opportunity_id,
        lead_id,
        named_by

    from named_people
    qualify
        row_number() over (
            partition by source_system, opportunity_id
            order by
                named_by = 'primary role' desc,
                named_by = 'contact of the deal' desc,
                named_by = 'some role' desc,
                created_at asc nulls last,
                lead_id asc
        ) = 1

)

select * from opportunity_contacts
