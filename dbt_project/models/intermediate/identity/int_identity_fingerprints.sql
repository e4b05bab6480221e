with

identity_fingerprints as (

    {{ fingerprints([
        'int_identity_people', 'int_person_accounts', 'int_internal_people',
    ], 'person_id') }}

)

select * from identity_fingerprints
