-- A view: read once, by int_identifiers.
{{ config(materialized='view') }}

with

known_leads as (

    select * from {{ ref('int_known_leads') }}

),

lead_phones as (

    select * from {{ ref('int_lead_identifiers') }}
    where identifier_kind = 'phone'

),

mentions as (

    select * from {{ ref('int_identity_mentions') }}

),

email_addresses as (

    select * from {{ ref('int_email_addresses') }}
    where not_identifying_reason is null

),

match_keys as (

    select * from {{ ref('match_keys') }}
    where joins

),

named_identifiers as (

    select
        'lead' as identifier_kind,
        identifier,
        identifier as named_by,
        cast(null as string) as address,
        first_seen_at

    from known_leads
    union all
    select
        identifier_kind,
        identifier,
        {{ lead_identifier('source_system', 'lead_id') }} as named_by,
        cast(null as string) as address,
        cast(null as timestamp) as first_seen_at

    from lead_phones
    union all
    select
        'email' as identifier_kind,
        email_addresses.mailbox as identifier,
        {{ lead_identifier('mentions.source_system', 'mentions.lead_id') }} as named_by,
        cast(null as string) as address,
        mentions.first_seen_at

    from mentions
    inner join email_addresses
        on mentions.email = email_addresses.email
    inner join match_keys
        on match_keys.match_rule = 'same_email'
    union all
    select
        'visitor' as identifier_kind,
        mentions.visitor_id as identifier,
        {{ lead_identifier('mentions.source_system', 'mentions.lead_id') }} as named_by,
        email_addresses.mailbox as address,
        mentions.first_seen_at

    from mentions
    inner join match_keys
        on match_keys.match_rule = 'same_visitor'
    left join email_addresses
        on mentions.email = email_addresses.email
    where mentions.visitor_id is not null

),

-- Empty where nobody names it, or no address shows: a key has no nulls.
keyed_identifiers as (

    select
        identifier_kind,
        identifier,
        coalesce(named_by, '') as named_by,
        coalesce(address, '') as address,
        first_seen_at

    from named_identifiers

),

sightings as (

    select
        identifier_kind,
        identifier,
        named_by,
        address,
        min(first_seen_at) as first_seen_at

    from keyed_identifiers
    group by identifier_kind, identifier, named_by, address

)

select * from sightings
