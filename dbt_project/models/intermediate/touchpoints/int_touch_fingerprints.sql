with

touch_fingerprints as (

    {{ fingerprints([
        'int_touchpoints_identified', 'int_lead_records', 'int_person_accounts',
    ], 'person_id') }}

)

select * from touch_fingerprints
