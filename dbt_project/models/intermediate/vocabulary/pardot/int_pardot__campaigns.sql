with

campaigns as (

    select * from {{ ref('stg_pardot__campaign') }}
    where not is_deleted

),

salesforce_campaigns as (

    select distinct campaign_id
    from {{ ref('stg_salesforce__campaign') }}

),

-- Of a campaign that both run Salesforce knows more; Pardot's word counts where it is the only one.
own_campaigns as (

    select campaigns.*
    from campaigns
    left join salesforce_campaigns
        on campaigns.shared_campaign_id = salesforce_campaigns.campaign_id
    where salesforce_campaigns.campaign_id is null

),

described_campaigns as (

    select
        source_system,
        coalesce(shared_campaign_id, campaign_id) as campaign_id,
        name,
        cast(null as string) as campaign_type,
        cast(null as string) as status,
        cast(null as string) as utm_source,
        cast(null as string) as utm_medium,
        -- A cost without a day is no spend of any day.
        cost as budget,
        cast(null as string) as currency,
        cast(null as date) as starts_on,
        cast(null as date) as ends_on,
        updated_at

    from own_campaigns

)

select * from described_campaigns
