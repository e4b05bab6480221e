with

person_fingerprints as (

    {{ fingerprints([
        'int_people', 'int_sampled_people', 'int_scored_attributes', 'int_opportunities', 'int_orders',
        'int_lifecycle_statuses', 'int_lifecycle_deals', 'int_lifecycle_orders',
        'int_nurture_treatments',
    ], 'person_id') }}

)

select * from person_fingerprints
