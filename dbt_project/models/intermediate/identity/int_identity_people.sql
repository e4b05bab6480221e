with

identity_names as (

    select * from {{ ref('int_identity_names') }}
    where not_identifying_reason is null

),

identifier_people as (

    select * from {{ ref('int_identifier_people') }}

),

-- A lead's record outranks an address, an address a browser; they differ only in split components.
identity_people as (

    select
        identity_names.identity_key,
        coalesce(
            max(people.person_id) filter (where people.identifier_kind = 'lead'),
            max(people.person_id) filter (where people.identifier_kind = 'email'),
            max(people.person_id)
        ) as person_id

    from identity_names
    inner join identifier_people as people
        on identity_names.identifier_hash = people.identifier_hash
    group by identity_names.identity_key

)

select * from identity_people
