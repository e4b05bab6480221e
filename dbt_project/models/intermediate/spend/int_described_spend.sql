with

ad_spend as (

    select * from {{ ref('int_all_ad_spend') }}

),

campaigns as (

    select * from {{ ref('int_all_campaigns') }}

),

-- What a row of spend does not say itself, the campaign's record of the same source may.
described_spend as (

    select
        ad_spend.source_system,
        ad_spend.spend_on,
        ad_spend.platform,
        ad_spend.campaign_id,
        ad_spend.cost,
        ad_spend.currency,
        ad_spend.impressions,
        ad_spend.clicks,
        lower(coalesce(ad_spend.utm_source, campaigns.utm_source, ad_spend.platform)) as utm_source,
        lower(coalesce(ad_spend.utm_medium, campaigns.utm_medium)) as utm_medium,
        lower(trim(campaigns.campaign_type)) as campaign_type

    from ad_spend
    left join campaigns
        on
            ad_spend.source_system = campaigns.source_system
            and ad_spend.campaign_id = campaigns.campaign_id

)

select * from described_spend
