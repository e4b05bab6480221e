with

identity_names as (

    select * from {{ ref('int_identity_names') }}
    where not_identifying_reason is null

),

settings as (

    select max(case when setting = 'leads_per_identifier' then value end) as leads_per_identifier
    from {{ ref('identity_settings') }}

),

identifiers as (

    select
        identifier_hash,
        identifier_kind,
        min(first_seen_at) as first_seen_at,
        count(distinct case when lead_id is not null then source_system || '|' || lead_id end)
            as lead_count

    from identity_names
    group by identifier_hash, identifier_kind

),

ranked_identifiers as (

    select
        identifiers.identifier_hash,
        identifiers.identifier_kind,
        identifiers.first_seen_at,
        identifiers.lead_count,
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
