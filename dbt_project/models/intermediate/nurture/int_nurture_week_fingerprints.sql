with

week_fingerprints as (

    {{ fingerprints(['int_nurture_weeks'], 'week') }}

)

select * from week_fingerprints
