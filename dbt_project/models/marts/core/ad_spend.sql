with

ad_spend as (

    select
        source_system,
        spend_on,
        platform,
        channel,
        campaign_id,
        cost,
        original_cost,
        currency,
        impressions,
        clicks

    from {{ ref('int_ad_spend') }}

)

select * from ad_spend
