with

opportunities as (

    select * from {{ ref('stg_salesforce__opportunity') }}
    where not is_deleted

),

opportunity_contacts as (

    select * from {{ ref('int_salesforce__opportunity_contacts') }}

),

latest_moves as (

    select
        source_system,
        opportunity_id,
        max(changed_at) as changed_at

    from {{ ref('int_salesforce__opportunity_stage_changes') }}
    group by source_system, opportunity_id

),

described_opportunities as (

    select
        opportunities.source_system,
        opportunities.opportunity_id,
        opportunity_contacts.lead_id,
        cast(null as string) as email,
        opportunities.account_id,
        opportunities.name,
        opportunities.opportunity_type,
        opportunities.amount,
        opportunities.currency,
        opportunities.stage,
        opportunities.probability,
        opportunities.is_closed,
        opportunities.is_won,
        opportunities.lead_source,
        opportunities.campaign_id,
        cast(null as string) as product_line,
        opportunities.owner_id,
        opportunities.created_at,
        case when opportunities.is_closed then latest_moves.changed_at end as closed_at,
        opportunities.close_on as expected_close_on,
        opportunities.updated_at

    from opportunities
    left join opportunity_contacts
        on
            opportunities.source_system = opportunity_contacts.source_system
            and opportunities.opportunity_id = opportunity_contacts.opportunity_id
    left join latest_moves
        on
            opportunities.source_system = latest_moves.source_system
            and opportunities.opportunity_id = latest_moves.opportunity_id

)

select * from described_opportunities
