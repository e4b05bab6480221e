with

conversion_fingerprints as (

    {{ fingerprints(['int_conversion_grounds'], 'conversion_id') }}

)

select * from conversion_fingerprints
