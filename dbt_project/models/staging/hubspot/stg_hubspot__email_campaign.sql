with

latest_versions as (

    select * from {{ source('raw_hubspot', 'email_campaign') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'null') }}

),

email_campaigns as (

    select
        source_system,
        id as email_campaign_id,
        name,
        subject

    from latest_versions

)

select * from email_campaigns
