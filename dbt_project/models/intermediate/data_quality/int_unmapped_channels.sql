with

unmapped_matches as (

    select * from {{ ref('int_channel_matches') }}
    where is_unmapped

),

channel_inputs as (

    select
        source_system,
        utm_source,
        utm_medium,
        referrer_domain,
        touchpoint_type,
        campaign_type,
        cast(null as string) as lead_source,
        occurred_at as seen_at

    from {{ ref('int_touchpoints_identified') }}
    union all
    select
        source_system,
        null as utm_source,
        null as utm_medium,
        null as referrer_domain,
        'lead_source' as touchpoint_type,
        null as campaign_type,
        lower(trim(lead_source)) as lead_source,
        created_at as seen_at

    from {{ ref('int_lead_records') }}
    where lead_source is not null
    union all
    select
        source_system,
        lower(utm_source) as utm_source,
        lower(utm_medium) as utm_medium,
        null as referrer_domain,
        'campaign' as touchpoint_type,
        lower(trim(campaign_type)) as campaign_type,
        null as lead_source,
        updated_at as seen_at

    from {{ ref('int_all_campaigns') }}
    union all
    select
        source_system,
        utm_source,
        utm_medium,
        null as referrer_domain,
        'ad_spend' as touchpoint_type,
        campaign_type,
        null as lead_source,
        cast(spend_on as timestamp) as seen_at

    from {{ ref('int_described_spend') }}

),

-- All that a rule could have gone by, as there is no saying which of it deserves one.
unmapped_inputs as (

    select
        channel_inputs.source_system,
        channel_inputs.seen_at,
        concat_ws(
            ', ',
            'utm_source: ' || channel_inputs.utm_source,
            'utm_medium: ' || channel_inputs.utm_medium,
            'campaign type: ' || channel_inputs.campaign_type,
            'lead source: ' || channel_inputs.lead_source
        ) as value

    from channel_inputs
    inner join unmapped_matches
        on
            channel_inputs.touchpoint_type = unmapped_matches.touchpoint_type
            and channel_inputs.utm_source is not distinct from unmapped_matches.utm_source
            and channel_inputs.utm_medium is not distinct from unmapped_matches.utm_medium
            and channel_inputs.referrer_domain is not distinct from unmapped_matches.referrer_domain
            and channel_inputs.campaign_type is not distinct from unmapped_matches.campaign_type
            and channel_inputs.lead_source is not distinct from unmapped_matches.lead_source

),

unmapped_channels as (

    select
        source_system,
        value,
        count(*) as seen_count,
        min(seen_at) as first_seen_at,
        max(seen_at) as last_seen_at

    from unmapped_inputs
    group by source_system, value

)

select * from unmapped_channels
