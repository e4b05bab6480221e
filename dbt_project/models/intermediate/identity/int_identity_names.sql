with

mentions as (

    select * from {{ ref('int_identity_mentions') }}

),

email_addresses as (

    select * from {{ ref('int_email_addresses') }}

),

lead_names as (

    select
        identity_key,
        'lead' as identifier_kind,
        {{ hash_key(["'lead'", "source_system", "lead_id"]) }} as identifier_hash,
        lead_id,
        source_system,
        first_seen_at,
        cast(null as string) as not_identifying_reason

    from mentions
    where lead_id is not null

),

email_names as (

    select
        mentions.identity_key,
        'email' as identifier_kind,
        {{ hash_key(["'email'", "mentions.email"]) }} as identifier_hash,
        mentions.lead_id,
        mentions.source_system,
        mentions.first_seen_at,
        email_addresses.not_identifying_reason

    from mentions
    inner join email_addresses
        on mentions.email = email_addresses.email

),

visitor_names as (

    select
        identity_key,
        'visitor' as identifier_kind,
        {{ hash_key(["'visitor'", "visitor_id"]) }} as identifier_hash,
        lead_id,
        source_system,
        first_seen_at,
        cast(null as string) as not_identifying_reason

    from mentions
    where visitor_id is not null

),

identity_names as (

    select * from lead_names
    union all
    select * from email_names
    union all
    select * from visitor_names

)

select * from identity_names
