with

identity_names as (

    select * from {{ ref('int_identity_names') }}

),

identifier_people as (

    select * from {{ ref('int_identifier_people') }}

),

-- A lead's own record outranks an address, and an address a browser; they differ only where a component was split.
identity_people as (

    select
        identity_names.identity_key,
        coalesce(
            max(identifier_people.person_id) filter (where identifier_people.identifier_kind = 'lead'),
            max(identifier_people.person_id) filter (where identifier_people.identifier_kind = 'email'),
            max(identifier_people.person_id)
        ) as person_id

    from identity_names
    inner join identifier_people
        on identity_names.identifier_hash = identifier_people.identifier_hash
    group by identity_names.identity_key

)

select * from identity_people
