with

identity_names as (

    select * from {{ ref('int_identity_names') }}

),

known_leads as (

    select * from {{ ref('int_known_leads') }}

),

lead_phones as (

    select * from {{ ref('int_lead_identifiers') }}
    where identifier_kind = 'phone'

),

identifiers as (

    select * from {{ ref('int_identifiers') }}

),

identifier_people as (

    select * from {{ ref('int_identifier_people') }}

),

carried_identifiers as (

    select * from {{ ref('int_carried_identifiers') }}

),

joining_names as (

    select
        known_leads.source_system,
        known_leads.lead_id,
        identifiers.identifier_rank,
        known_leads.match_rule

    from known_leads
    inner join identifiers
        on
            identifiers.identifier_kind = 'lead'
            and known_leads.identifier = identifiers.identifier
    union
    select
        lead_phones.source_system,
        lead_phones.lead_id,
        identifiers.identifier_rank,
        lead_phones.match_rule

    from lead_phones
    inner join identifiers
        on
            lead_phones.identifier_kind = identifiers.identifier_kind
            and lead_phones.identifier = identifiers.identifier
    union
    select
        source_system,
        lead_id,
        email_rank as identifier_rank,
        'same_email' as match_rule

    from identity_names
    where email_rank is not null
    union
    select
        source_system,
        lead_id,
        visitor_rank as identifier_rank,
        'same_visitor' as match_rule

    from identity_names
    where visitor_rank is not null

),

identity_links as (

    select
        identifier_people.identifier_kind,
        identifier_people.identifier_hash,
        joining_names.source_system,
        coalesce(joining_names.lead_id, identifier_people.identifier_hash) as source_record_id,
        identifier_people.person_id,
        case
            when identifier_people.is_split then 'split_component'
            else joining_names.match_rule
        end as match_rule

    from joining_names
    inner join identifier_people
        on joining_names.identifier_rank = identifier_people.identifier_rank
    union all
    select
        identifier_kind,
        identifier_hash,
        source_system,
        source_record_id,
        person_id,
        match_rule

    from carried_identifiers

)

select * from identity_links
