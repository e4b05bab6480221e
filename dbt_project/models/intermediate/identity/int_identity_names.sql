with

mentions as (

    select * from {{ ref('int_identity_mentions') }}

),

email_addresses as (

    select * from {{ ref('int_email_addresses') }}
    where not_identifying_reason is null

),

identifiers as (

    select * from {{ ref('int_identifiers') }}
    where is_identifying

),

named_identifiers as (

    select
        mentions.identity_key,
        mentions.source_system,
        mentions.lead_id,
        leads.identifier_rank as lead_rank,
        mailboxes.identifier_rank as email_rank,
        visitors.identifier_rank as visitor_rank

    from mentions
    left join email_addresses
        on mentions.email = email_addresses.email
    left join identifiers as leads
        on
            leads.identifier_kind = 'lead'
            and {{ lead_identifier('mentions.source_system', 'mentions.lead_id') }}
            = leads.identifier
    left join identifiers as mailboxes
        on
            mailboxes.identifier_kind = 'email'
            and email_addresses.mailbox = mailboxes.identifier
    left join identifiers as visitors
        on
            visitors.identifier_kind = 'visitor'
            and mentions.visitor_id = visitors.identifier

),

identity_names as (

    select * from named_identifiers
    where coalesce(lead_rank, email_rank, visitor_rank) is not null

)

select * from identity_names
