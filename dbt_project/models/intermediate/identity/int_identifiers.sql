with

sightings as (

    select * from {{ ref('int_identifier_sightings') }}

),

settings as (

    select
        max(case when setting = 'leads_per_identifier' then value end) as leads_per_identifier,
        max(case when setting = 'addresses_per_visitor' then value end) as addresses_per_visitor

    from {{ ref('identity_settings') }}

),

identifiers as (

    select
        identifier_kind,
        identifier,
        {{ hash_key(['identifier_kind', 'identifier']) }} as identifier_hash,
        min(first_seen_at) as first_seen_at,
        -- Most rows name no other: counting those that do takes half the time.
        count(distinct named_by) filter (where named_by <> '') as lead_count,
        count(distinct address) filter (where address <> '') as address_count

    from sightings
    group by identifier_kind, identifier

),

ranked_identifiers as (

    select
        identifiers.*,
        -- An address of very many leads belongs to an office, a browser of several addresses too.
        identifiers.lead_count <= settings.leads_per_identifier
        and identifiers.address_count <= settings.addresses_per_visitor as is_identifying,
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
