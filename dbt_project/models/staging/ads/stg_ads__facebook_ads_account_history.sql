with

versions as (

    select * from {{ source('raw_ads', 'facebook_ads_account_history') }}

),

-- An account keeps its currency, so a later version tells nothing that was not so before.
accounts as (

    select
        source_system,
        'facebook_ads' as platform,
        id as account_id,
        currency

    from versions
    qualify {{ is_latest_version(['source_system', 'id'], '_fivetran_synced') }}

)

select * from accounts
