with

identity_components as (

    select * from {{ ref('int_identity_components') }}

),

split_identifiers as (

    select * from {{ ref('int_split_identifiers') }}

),

person_ranks as (

    select
        identity_components.identifier_rank,
        identity_components.identifier_kind,
        identity_components.identifier_hash,
        identity_components.is_split,
        case
            when identity_components.is_split then split_identifiers.person_rank
            else identity_components.label
        end as person_rank

    from identity_components
    left join split_identifiers
        on identity_components.identifier_rank = split_identifiers.identifier_rank

),

-- A person is called after the earliest identifier, which no order of arrival changes.
identifier_people as (

    select
        person_ranks.identifier_rank,
        person_ranks.identifier_kind,
        person_ranks.identifier_hash,
        person_ranks.is_split,
        earliest.identifier_hash as person_id

    from person_ranks
    inner join person_ranks as earliest
        on person_ranks.person_rank = earliest.identifier_rank

)

select * from identifier_people
