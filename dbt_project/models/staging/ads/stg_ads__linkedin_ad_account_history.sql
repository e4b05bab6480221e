with

versions as (

    select * from {{ source('raw_ads', 'linkedin_ad_account_history') }}

),

-- An account keeps its currency, so a later version tells nothing that was not so before.
accounts as (

    select
        source_system,
        'linkedin_ads' as platform,
        id as account_id,
        currency

    from versions
    qualify {{ is_latest_version(['source_system', 'id'], 'last_modified_time') }}

)

select * from accounts
