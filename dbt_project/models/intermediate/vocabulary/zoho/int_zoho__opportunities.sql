with

deals as (

    select * from {{ ref('stg_zoho__deal') }}
    where not is_deleted

),

converted_leads as (

    select
        source_system,
        converted_deal_id,
        min(lead_id) as lead_id

    from {{ ref('stg_zoho__lead') }}
    where converted_deal_id is not null and not is_deleted
    group by source_system, converted_deal_id

),

stage_changes as (

    select * from {{ ref('int_zoho__opportunity_stage_changes') }}

),

deal_stages as (

    select * from {{ ref('deal_stages') }}

),

-- A deal that was reopened is closed by the last time it came into its stage.
stage_entries as (

    select
        source_system,
        opportunity_id,
        stage,
        max(changed_at) as entered_at

    from stage_changes
    group by source_system, opportunity_id, stage

),

staged_deals as (

    select
        deals.*,
        deal_stages.is_closed,
        deal_stages.is_won,
        -- The contact that the deal names, else the lead that it was made of.
        coalesce(deals.contact_id, converted_leads.lead_id) as lead_id,
        -- The plan's day may lie ahead of a deal that is closed already.
        case
            when deal_stages.is_closed then coalesce(
                stage_entries.entered_at,
                least({{ start_of_day('deals.closing_on') }}, deals.updated_at)
            )
        end as closed_at

    from deals
    left join converted_leads
        on
            deals.source_system = converted_leads.source_system
            and deals.deal_id = converted_leads.converted_deal_id
    left join deal_stages
        on {{ spelling_of_deal_stage('deals.stage') }} = deal_stages.deal_stage
    left join stage_entries
        on
            deals.source_system = stage_entries.source_system
            and deals.deal_id = stage_entries.opportunity_id
            and deals.stage = stage_entries.stage

),

opportunities as (

    select
        source_system,
        deal_id as opportunity_id,
        lead_id,
        cast(null as string) as email,
        account_id,
        name,
        opportunity_type,
        amount,
        currency,
        stage,
        probability,
        is_closed,
        is_won,
        lead_source,
        campaign_id,
        cast(null as string) as product_line,
        owner_id,
        created_at,
        closed_at,
        closing_on as expected_close_on,
        updated_at

    from staged_deals

)

select * from opportunities
