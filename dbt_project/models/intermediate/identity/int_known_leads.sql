with

mentions as (

    select * from {{ ref('int_identity_mentions') }}

),

record_links as (

    select * from {{ ref('int_all_record_links') }}

),

lead_identifiers as (

    select * from {{ ref('int_lead_identifiers') }}

),

-- A record that only a link names is known too: old events follow the link.
named_leads as (

    select
        source_system,
        lead_id,
        first_seen_at

    from mentions
    where lead_id is not null
    union all
    select
        source_system,
        record_id as lead_id,
        cast(null as timestamp) as first_seen_at

    from record_links
    union all
    select
        linked_system as source_system,
        linked_record_id as lead_id,
        cast(null as timestamp) as first_seen_at

    from record_links

),

leads as (

    select
        source_system,
        lead_id,
        min(first_seen_at) as first_seen_at

    from named_leads
    group by source_system, lead_id

),

link_rules as (

    select
        source_system,
        lead_id,
        max(match_rule) as match_rule

    from lead_identifiers
    where identifier_kind = 'lead'
    group by source_system, lead_id

),

known_leads as (

    select
        leads.source_system,
        leads.lead_id,
        leads.first_seen_at,
        {{ lead_identifier('leads.source_system', 'leads.lead_id') }} as identifier,
        -- A record that became another one belongs to its person by that.
        coalesce(link_rules.match_rule, 'lead_record') as match_rule

    from leads
    left join link_rules
        on
            leads.source_system = link_rules.source_system
            and leads.lead_id = link_rules.lead_id

)

select * from known_leads
