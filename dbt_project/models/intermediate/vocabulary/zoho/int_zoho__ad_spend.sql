with

ad_spend as (

    {{ spend_of_campaigns(ref('stg_zoho__campaign'), 'zoho') }}

)

select * from ad_spend
