with

record_links as (

    select * from {{ ref('int_all_record_links') }}

),

lead_phones as (

    select * from {{ ref('int_lead_phones') }}
    where phone_number is not null

),

match_keys as (

    select * from {{ ref('match_keys') }}
    where joins

),

named_identifiers as (

    select
        source_system,
        record_id as lead_id,
        'lead' as identifier_kind,
        {{ lead_identifier('linked_system', 'linked_record_id') }} as identifier,
        match_rule

    from record_links
    union
    select
        source_system,
        lead_id,
        'phone' as identifier_kind,
        phone_number as identifier,
        'same_phone' as match_rule

    from lead_phones

),

lead_identifiers as (

    select named_identifiers.*
    from named_identifiers
    inner join match_keys
        on named_identifiers.match_rule = match_keys.match_rule

)

select * from lead_identifiers
