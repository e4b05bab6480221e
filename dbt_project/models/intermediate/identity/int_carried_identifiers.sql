with

mentions as (

    select * from {{ ref('int_identity_mentions') }}
    where lead_id is not null

),

email_addresses as (

    select * from {{ ref('int_email_addresses') }}

),

crowded_identifiers as (

    select * from {{ ref('int_identifiers') }}
    where not is_identifying

),

identity_people as (

    select * from {{ ref('int_identity_people') }}

),

carried_emails as (

    select
        mentions.identity_key,
        mentions.source_system,
        mentions.lead_id,
        'email' as identifier_kind,
        {{ hash_key(["'email'", "email_addresses.mailbox"]) }} as identifier_hash,
        coalesce(email_addresses.not_identifying_reason, 'too_many_leads') as match_rule

    from mentions
    inner join email_addresses
        on mentions.email = email_addresses.email
    left join crowded_identifiers
        on
            crowded_identifiers.identifier_kind = 'email'
            and email_addresses.mailbox = crowded_identifiers.identifier
    where
        email_addresses.not_identifying_reason is not null
        or crowded_identifiers.identifier is not null

),

carried_visitors as (

    select
        mentions.identity_key,
        mentions.source_system,
        mentions.lead_id,
        'visitor' as identifier_kind,
        crowded_identifiers.identifier_hash,
        'too_many_leads' as match_rule

    from mentions
    inner join crowded_identifiers
        on
            crowded_identifiers.identifier_kind = 'visitor'
            and mentions.visitor_id = crowded_identifiers.identifier

),

carried_names as (

    select * from carried_emails
    union all
    select * from carried_visitors

),

-- Addresses of one mailbox may be kept out for different reasons.
carried_identifiers as (

    select
        carried_names.identifier_kind,
        carried_names.identifier_hash,
        carried_names.source_system,
        carried_names.lead_id as source_record_id,
        identity_people.person_id,
        min(carried_names.match_rule) as match_rule

    from carried_names
    inner join identity_people
        on carried_names.identity_key = identity_people.identity_key
    group by
        carried_names.identifier_kind,
        carried_names.identifier_hash,
        carried_names.source_system,
        carried_names.lead_id,
        identity_people.person_id

)

select * from carried_identifiers
