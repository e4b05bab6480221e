with

campaign_fingerprints as (

    {{ fingerprints(['int_all_campaigns'], 'campaign_id') }}

)

select * from campaign_fingerprints
