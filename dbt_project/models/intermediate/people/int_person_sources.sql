with

mentions as (

    select * from {{ ref('int_identity_mentions') }}

),

leads as (

    select * from {{ ref('int_all_leads') }}

),

identity_people as (

    select * from {{ ref('int_identity_people') }}

),

person_systems as (

    select
        identity_people.person_id,
        mentions.source_system,
        min(mentions.first_seen_at) as first_seen_at

    from mentions
    inner join identity_people
        on mentions.identity_key = identity_people.identity_key
    group by identity_people.person_id, mentions.source_system

),

-- What a shop calls its customer, or a record since merged away, is a name and not a record.
recorded_people as (

    select
        identity_people.person_id,
        count(*) as record_count

    from leads
    inner join identity_people
        on leads.identity_key = identity_people.identity_key
    group by identity_people.person_id

),

person_sources as (

    select
        person_systems.person_id,
        min(person_systems.first_seen_at) as first_seen_at,
        coalesce(max(recorded_people.record_count), 0) as source_record_count,
        {{ ordered_list('person_systems.source_system', 'person_systems.source_system', ', ') }}
            as source_systems

    from person_systems
    left join recorded_people
        on person_systems.person_id = recorded_people.person_id
    group by person_systems.person_id

)

select * from person_sources
