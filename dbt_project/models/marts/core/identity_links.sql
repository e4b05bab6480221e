with

identity_links as (

    select
        identifier_kind,
        identifier_hash,
        source_system,
        source_record_id,
        person_id,
        match_rule

    from {{ ref('int_identity_links') }}

)

select * from identity_links
