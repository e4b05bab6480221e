with

identifiers as (

    select * from {{ ref('int_identifiers') }}
    where is_identifying

),

labels as (

    select * from {{ ref('int_identity_round_4') }}

),

edges as (

    select * from {{ ref('int_identity_edges') }}

),

settings as (

    select max(case when setting = 'component_cap' then value end) as component_cap
    from {{ ref('identity_settings') }}

),

-- Whoever stands alone was never in a round.
labelled_identifiers as (

    select
        identifiers.identifier_rank,
        identifiers.identifier_hash,
        identifiers.identifier_kind,
        coalesce(labels.label, identifiers.identifier_rank) as label

    from identifiers
    left join labels
        on identifiers.identifier_rank = labels.identifier_rank

),

components as (

    select
        labelled_identifiers.label,
        count(*) as component_size,
        count(*) > max(settings.component_cap) as is_split,
        count_if(labelled_identifiers.identifier_kind <> 'visitor') > 0 as is_identified

    from labelled_identifiers
    cross join settings
    group by labelled_identifiers.label

),

-- Where a component is split, an address or a browser stays with its lead if it has just one.
sole_leads as (

    select
        edges.from_rank as identifier_rank,
        min(edges.to_rank) as lead_rank

    from edges
    inner join identifiers as leads
        on edges.to_rank = leads.identifier_rank and leads.identifier_kind = 'lead'
    inner join identifiers as others
        on edges.from_rank = others.identifier_rank and others.identifier_kind <> 'lead'
    group by edges.from_rank
    having count(*) = 1

),

person_ranks as (

    select
        labelled_identifiers.*,
        components.component_size,
        components.is_split,
        case
            when not components.is_split then labelled_identifiers.label
            when sole_leads.lead_rank is not null then sole_leads.lead_rank
            when labelled_identifiers.identifier_kind <> 'visitor'
                then labelled_identifiers.identifier_rank
        end as person_rank

    from labelled_identifiers
    inner join components
        on labelled_identifiers.label = components.label
    left join sole_leads
        on labelled_identifiers.identifier_rank = sole_leads.identifier_rank
    where components.is_identified

),

identifier_people as (

    select
        person_ranks.identifier_hash,
        person_ranks.identifier_kind,
        person_ranks.component_size,
        person_ranks.is_split,
        earliest.identifier_hash as person_id

    from person_ranks
    inner join identifiers as earliest
        on person_ranks.person_rank = earliest.identifier_rank

)

select * from identifier_people
