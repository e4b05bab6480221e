with

campaigns as (

    select * from {{ ref('int_all_campaigns') }}

),

channel_matches as (

    select * from {{ ref('int_channel_matches') }}
    where touchpoint_type = 'campaign'

),

-- The id is also what advertising platforms and UTM tags say, so it is one across systems.
numbered_campaigns as (

    select
        campaigns.*,
        row_number() over (
            partition by campaign_id
            order by updated_at desc nulls last, source_system asc
        ) as version_number

    from campaigns

),

described_campaigns as (

    select
        numbered_campaigns.campaign_id,
        numbered_campaigns.name,
        numbered_campaigns.campaign_type,
        channel_matches.channel,
        numbered_campaigns.status,
        numbered_campaigns.starts_on,
        numbered_campaigns.ends_on,
        numbered_campaigns.budget,
        numbered_campaigns.currency,
        numbered_campaigns.source_system

    from numbered_campaigns
    left join channel_matches
        on
            lower(numbered_campaigns.utm_source) is not distinct from channel_matches.utm_source
            and lower(numbered_campaigns.utm_medium) is not distinct from channel_matches.utm_medium
            and lower(trim(numbered_campaigns.campaign_type))
            is not distinct from channel_matches.campaign_type
    where numbered_campaigns.version_number = 1

)

select * from described_campaigns
