with

email_campaigns as (

    select * from {{ ref('stg_hubspot__email_campaign') }}

),

campaigns as (

    select
        source_system,
        email_campaign_id as campaign_id,
        coalesce(name, subject) as name,
        'email' as campaign_type,
        cast(null as string) as status,
        cast(null as string) as utm_source,
        cast(null as string) as utm_medium,
        cast(null as decimal(18, 2)) as budget,
        cast(null as string) as currency,
        cast(null as date) as starts_on,
        cast(null as date) as ends_on,
        cast(null as timestamp) as updated_at

    from email_campaigns

)

select * from campaigns
