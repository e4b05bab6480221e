with

touchpoints as (

    select * from {{ ref('int_touchpoints_identified') }}

),

lead_records as (

    select * from {{ ref('int_lead_records') }}

),

campaigns as (

    select * from {{ ref('int_all_campaigns') }}

),

ad_spend as (

    select * from {{ ref('int_described_spend') }}

),

rules as (

    select * from {{ ref('channel_rules') }}

),

-- What rules look at comes in few combinations: they are matched once each, not once per touch.
combinations as (

    select
        utm_source,
        utm_medium,
        referrer_domain,
        touchpoint_type,
        campaign_type,
        cast(null as string) as lead_source

    from touchpoints
    union
    select
        null as utm_source,
        null as utm_medium,
        null as referrer_domain,
        'lead_source' as touchpoint_type,
        null as campaign_type,
        lower(trim(lead_source)) as lead_source

    from lead_records
    where lead_source is not null
    union
    select
        lower(utm_source) as utm_source,
        lower(utm_medium) as utm_medium,
        null as referrer_domain,
        'campaign' as touchpoint_type,
        lower(trim(campaign_type)) as campaign_type,
        null as lead_source

    from campaigns
    union
    select
        utm_source,
        utm_medium,
        null as referrer_domain,
        'ad_spend' as touchpoint_type,
        campaign_type,
        null as lead_source

    from ad_spend

),

channel_matches as (

    select
        combinations.*,
        rules.channel,
        rules.rule_order,
        rules.is_unmapped,
        {{ hash_key([
            'combinations.utm_source', 'combinations.utm_medium', 'combinations.referrer_domain',
            'combinations.touchpoint_type', 'combinations.campaign_type', 'combinations.lead_source',
        ]) }} as channel_key

    from combinations
    inner join rules
        on
            (rules.utm_source is null or combinations.utm_source like rules.utm_source)
            and (rules.utm_medium is null or combinations.utm_medium like rules.utm_medium)
            and (
                rules.referrer_domain is null
                or combinations.referrer_domain like rules.referrer_domain
            )
            and (
                rules.touchpoint_type is null
                or combinations.touchpoint_type like rules.touchpoint_type
            )
            and (
                rules.campaign_type is null or combinations.campaign_type like rules.campaign_type
            )
            and (rules.lead_source is null or combinations.lead_source like rules.lead_source)
    qualify
        row_number() over (
            partition by channel_key
            order by rules.rule_order
        ) = 1

)

select * from channel_matches
