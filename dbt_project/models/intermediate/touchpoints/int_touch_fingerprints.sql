with

touch_fingerprints as (

    {{ fingerprints(['int_touchpoints_identified', 'int_lead_records', 'int_person_accounts']) }}

)

select * from touch_fingerprints
