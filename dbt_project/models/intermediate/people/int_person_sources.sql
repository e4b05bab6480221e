with

mentions as (

    select * from {{ ref('int_identity_mentions') }}

),

identity_people as (

    select * from {{ ref('int_identity_people') }}

),

leads as (

    select * from {{ ref('int_all_leads') }}

),

-- What a shop calls its customer, or a record since merged away, is a name and not a record.
person_systems as (

    select
        identity_people.person_id,
        mentions.source_system,
        min(mentions.first_seen_at) as first_seen_at,
        count(distinct leads.lead_id) as lead_count

    from mentions
    inner join identity_people
        on mentions.identity_key = identity_people.identity_key
    left join leads
        on mentions.source_system = leads.source_system and mentions.lead_id = leads.lead_id
    group by identity_people.person_id, mentions.source_system

),

person_sources as (

    select
        person_id,
        min(first_seen_at) as first_seen_at,
        cast(sum(lead_count) as bigint) as source_record_count,
        {{ ordered_list('source_system', 'source_system', ', ') }} as source_systems

    from person_systems
    group by person_id

)

select * from person_sources
