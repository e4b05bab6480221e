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

settings as (

    select max(case when setting = 'leads_per_identifier' then value end) as leads_per_identifier
    from {{ ref('identity_settings') }}

),

sightings as (

    select
        'lead' as identifier_kind,
        identifier,
        identifier as named_by,
        first_seen_at

    from known_leads
    union all
    select
        identifier_kind,
        identifier,
        {{ lead_identifier('source_system', 'lead_id') }} as named_by,
        cast(null as timestamp) as first_seen_at

    from lead_phones
    union all
    select
        'email' as identifier_kind,
        email_addresses.mailbox as identifier,
        {{ lead_identifier('mentions.source_system', 'mentions.lead_id') }} as named_by,
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
        mentions.first_seen_at

    from mentions
    inner join match_keys
        on match_keys.match_rule = 'same_visitor'
    where mentions.visitor_id is not null

),

identifiers as (

    select
        identifier_kind,
        identifier,
        {{ hash_key(['identifier_kind', 'identifier']) }} as identifier_hash,
        min(first_seen_at) as first_seen_at,
        count(distinct named_by) as lead_count

    from sightings
    group by identifier_kind, identifier

),

ranked_identifiers as (

    select
        identifiers.*,
        -- An address or a browser of very many leads belongs to an office, not to a person.
        identifiers.lead_count <= settings.leads_per_identifier as is_identifying,
        row_number() over (
            order by
                identifiers.first_seen_at nulls last,
                identifiers.identifier_kind,
                identifiers.identifier_hash
        ) as identifier_rank

    from identifiers
    cross join settings

)

select * from ranked_identifiers
