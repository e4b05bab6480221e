with

identity_names as (

    select * from {{ ref('int_identity_names') }}

),

identifiers as (

    select * from {{ ref('int_identifiers') }}

),

identifier_people as (

    select * from {{ ref('int_identifier_people') }}

),

identity_people as (

    select * from {{ ref('int_identity_people') }}

),

-- Told by the identifier itself, so by one person however many records name it.
joining_links as (

    select
        identity_names.identifier_kind,
        identity_names.identifier_hash,
        identity_names.source_system,
        coalesce(identity_names.lead_id, identity_names.identifier_hash) as source_record_id,
        identifier_people.person_id,
        case
            when identifier_people.is_split then 'split_component'
            when identity_names.identifier_kind = 'lead' then 'lead_record'
            when identity_names.identifier_kind = 'email' then 'same_email'
            else 'same_visitor'
        end as match_rule

    from identity_names
    inner join identifier_people
        on identity_names.identifier_hash = identifier_people.identifier_hash
    where identity_names.not_identifying_reason is null

),

-- Told by the lead record that carries it, and by nothing else.
carried_links as (

    select
        identity_names.identifier_kind,
        identity_names.identifier_hash,
        identity_names.source_system,
        identity_names.lead_id as source_record_id,
        identity_people.person_id,
        coalesce(identity_names.not_identifying_reason, 'too_many_leads') as match_rule

    from identity_names
    inner join identity_people
        on identity_names.identity_key = identity_people.identity_key
    left join identifiers
        on identity_names.identifier_hash = identifiers.identifier_hash
    where identity_names.lead_id is not null and not coalesce(identifiers.is_identifying, false)

),

identity_links as (

    select distinct * from joining_links
    union all
    select distinct * from carried_links

)

select * from identity_links
