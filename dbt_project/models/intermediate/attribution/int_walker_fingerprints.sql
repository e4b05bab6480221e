with

walker_fingerprints as (

    {{ fingerprints(['int_walker_touches', 'int_conversions'], 'walker_id') }}

)

select * from walker_fingerprints
