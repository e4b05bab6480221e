with

costs as (

    select * from {{ ref('int_ads__daily_costs') }}

),

campaigns as (

    select * from {{ ref('int_ads__campaign_accounts') }}

),

accounts as (

    {{ union_of([
        'stg_ads__google_ads_account_history', 'stg_ads__facebook_ads_account_history',
    ], ['source_system', 'platform', 'account_id', 'currency']) }}

),

described_costs as (

    select
        costs.*,
        campaigns.name as campaign_name,
        campaigns.utm_medium,
        coalesce(costs.currency, campaigns.currency, accounts.currency) as known_currency

    from costs
    left join campaigns
        on
            costs.source_system = campaigns.source_system
            and costs.platform = campaigns.platform
            and costs.campaign_id = campaigns.campaign_id
    left join accounts
        on
            costs.source_system = accounts.source_system
            and costs.platform = accounts.platform
            and costs.account_id = accounts.account_id

),

-- LinkedIn says each cost twice. Its dollars are sure, the currency of an account that nobody
-- landed is not.
ad_spend as (

    select
        source_system,
        spend_on,
        platform,
        campaign_id,
        campaign_name,
        cast(null as string) as utm_source,
        utm_medium,
        cast(
            round(
                coalesce(case when known_currency is null then cost_in_usd end, cost, 0), 2
            ) as decimal(18, 2)
        ) as cost,
        case
            when known_currency is null and cost_in_usd is not null then 'USD'
            else known_currency
        end as currency,
        cast(impressions as bigint) as impressions,
        cast(clicks as bigint) as clicks,
        cast(null as timestamp) as updated_at

    from described_costs

)

select * from ad_spend
