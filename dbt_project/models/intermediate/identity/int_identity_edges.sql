with

identity_names as (

    select * from {{ ref('int_identity_names') }}
    where not_identifying_reason is null

),

identifiers as (

    select * from {{ ref('int_identifiers') }}
    where is_identifying

),

named_identifiers as (

    select
        identity_names.identity_key,
        identifiers.identifier_rank

    from identity_names
    inner join identifiers
        on identity_names.identifier_hash = identifiers.identifier_hash

),

-- At most three identifiers share a key, so this join stays small.
edges as (

    select distinct
        named_identifiers.identifier_rank as from_rank,
        others.identifier_rank as to_rank

    from named_identifiers
    inner join named_identifiers as others
        on
            named_identifiers.identity_key = others.identity_key
            and named_identifiers.identifier_rank <> others.identifier_rank

)

select * from edges
