with

latest_versions as (

    select * from {{ ref('int_pardot__opportunity_versions') }}
    qualify
        row_number() over (
            partition by source_system, opportunity_id
            order by updated_at desc nulls last
        ) = 1

),

campaigns as (

    select * from {{ ref('stg_pardot__campaign') }}

),

-- Pardot does not say who of a deal's prospects comes first: the one who was there first does.
first_prospects as (

    select * from {{ ref('stg_pardot__opportunity_prospect') }}
    where not is_deleted
    qualify
        row_number() over (
            partition by source_system, opportunity_id
            order by updated_at nulls last, prospect_id
        ) = 1

),

-- The closing time of an open deal is the expected one. A closed deal may have none, or one that is
-- still to come: it was closed when it was last changed at the latest.
judged_opportunities as (

    select
        *,
        lower(status) in ('won', 'lost') as is_closed,
        lower(status) = 'won' as is_won,
        {{ local_date('closed_at') }} as expected_close_on,
        least(closed_at, updated_at) as ended_at

    from latest_versions
    where not is_deleted

),

described_opportunities as (

    select
        deals.source_system,
        deals.opportunity_id,
        first_prospects.prospect_id as lead_id,
        cast(null as string) as email,
        cast(null as string) as account_id,
        deals.name,
        deals.opportunity_type,
        deals.amount,
        cast(null as string) as currency,
        coalesce(deals.stage, deals.status) as stage,
        deals.probability,
        deals.is_closed,
        deals.is_won,
        cast(null as string) as lead_source,
        coalesce(campaigns.shared_campaign_id, deals.campaign_id) as campaign_id,
        cast(null as string) as product_line,
        cast(null as string) as owner_id,
        deals.created_at,
        case when deals.is_closed then deals.ended_at end as closed_at,
        deals.expected_close_on,
        deals.updated_at

    from judged_opportunities as deals
    left join first_prospects
        on
            deals.source_system = first_prospects.source_system
            and deals.opportunity_id = first_prospects.opportunity_id
    left join campaigns
        on
            deals.source_system = campaigns.source_system
            and deals.campaign_id = campaigns.campaign_id

)

select * from described_opportunities
