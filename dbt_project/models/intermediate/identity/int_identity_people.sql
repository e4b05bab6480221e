with

identity_names as (

    select * from {{ ref('int_identity_names') }}

),

identifier_people as (

    select * from {{ ref('int_identifier_people') }}

),

-- A lead's record outranks an address, an address a browser; they differ only in split components.
identity_people as (

    select
        identity_names.identity_key,
        identifier_people.person_id

    from identity_names
    inner join identifier_people
        on
            coalesce(
                identity_names.lead_rank, identity_names.email_rank, identity_names.visitor_rank
            ) = identifier_people.identifier_rank

)

select * from identity_people
