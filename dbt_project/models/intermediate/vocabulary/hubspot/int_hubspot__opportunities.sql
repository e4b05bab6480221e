with

deals as (

    select * from {{ ref('stg_hubspot__deal') }}

),

pipeline_stages as (

    select * from {{ ref('int_hubspot__pipeline_stages') }}

),

deal_associations as (

    select * from {{ ref('int_hubspot__deal_associations') }}

),

merged_away as (

    select * from {{ ref('int_hubspot__merged_away') }}
    where object_type = 'deal'

),

deal_stages as (

    select * from {{ ref('deal_stages') }}

),

-- A deal's stage says whether it is closed. Where stages were not landed, as with an export, the
-- deal does, or else the name of the stage, before the pipeline that stands in brackets.
staged_deals as (

    select
        deals.*,
        coalesce(pipeline_stages.stage, deals.stage_id) as stage,
        coalesce(deals.probability, pipeline_stages.probability) as stage_probability,
        coalesce(pipeline_stages.is_closed, deals.is_closed, deal_stages.is_closed) as is_ended,
        coalesce(pipeline_stages.is_won, deals.is_won, deal_stages.is_won) as is_gained

    from deals
    left join pipeline_stages
        on
            deals.source_system = pipeline_stages.source_system
            and deals.stage_id = pipeline_stages.stage_id
    left join deal_stages
        on {{ spelling_of_deal_stage('deals.stage_id') }} = deal_stages.deal_stage

),

opportunities as (

    select
        staged_deals.source_system,
        staged_deals.deal_id as opportunity_id,
        deal_associations.contact_id as lead_id,
        cast(null as string) as email,
        deal_associations.company_id as account_id,
        staged_deals.name,
        staged_deals.deal_type as opportunity_type,
        staged_deals.amount,
        staged_deals.currency,
        staged_deals.stage,
        staged_deals.stage_probability as probability,
        staged_deals.is_ended as is_closed,
        staged_deals.is_gained as is_won,
        staged_deals.analytics_source as lead_source,
        cast(null as string) as campaign_id,
        cast(null as string) as product_line,
        staged_deals.owner_id,
        staged_deals.created_at,
        -- The close date of an open deal is a plan, and so is one that lies ahead: a closed deal
        -- with such a date was closed when it came to its stage, which the stage history tells.
        case
            when staged_deals.is_ended and staged_deals.close_at <= {{ as_of() }}
                then staged_deals.close_at
        end as closed_at,
        {{ local_date('staged_deals.close_at') }} as expected_close_on,
        staged_deals.updated_at

    from staged_deals
    left join deal_associations
        on
            staged_deals.source_system = deal_associations.source_system
            and staged_deals.deal_id = deal_associations.deal_id
    left join merged_away
        on
            staged_deals.source_system = merged_away.source_system
            and staged_deals.deal_id = merged_away.record_id
    where not staged_deals.is_deleted and merged_away.record_id is null

)

select * from opportunities
