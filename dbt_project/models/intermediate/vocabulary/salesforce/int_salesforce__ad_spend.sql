with

ad_spend as (

    {{ spend_of_campaigns(ref('stg_salesforce__campaign'), 'salesforce') }}

)

select * from ad_spend
