{%- set columns = [
    'source_system', 'platform', 'account_id', 'campaign_id', 'name', 'utm_medium', 'status',
    'starts_on', 'ends_on', 'updated_at',
] -%}
with

campaigns as (

    {{ union_of([
        'stg_ads__google_ads_campaign_history', 'stg_ads__facebook_ads_campaign_history',
        'stg_ads__linkedin_ad_campaign_history', 'stg_ads__microsoft_ads_campaign_history',
    ], columns) }}

),

accounts as (

    {{ union_of([
        'stg_ads__google_ads_account_history', 'stg_ads__facebook_ads_account_history',
        'stg_ads__linkedin_ad_account_history',
    ], ['source_system', 'platform', 'account_id', 'currency']) }}

),

campaign_accounts as (

    select
        campaigns.*,
        accounts.currency

    from campaigns
    left join accounts
        on
            campaigns.source_system = accounts.source_system
            and campaigns.platform = accounts.platform
            and campaigns.account_id = accounts.account_id

)

select * from campaign_accounts
