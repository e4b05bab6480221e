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

opportunities as (

    select
        deals.source_system,
        deals.deal_id as opportunity_id,
        deal_associations.contact_id as lead_id,
        cast(null as string) as email,
        deal_associations.company_id as account_id,
        deals.name,
        deals.deal_type as opportunity_type,
        deals.amount,
        deals.currency,
        coalesce(pipeline_stages.stage, deals.stage_id) as stage,
        coalesce(deals.probability, pipeline_stages.probability) as probability,
        pipeline_stages.is_closed,
        pipeline_stages.is_won,
        deals.analytics_source as lead_source,
        cast(null as string) as campaign_id,
        cast(null as string) as product_line,
        deals.owner_id,
        deals.created_at,
        -- The close date of an open deal is a plan, and so is one that lies ahead: a closed deal
        -- with such a date was closed when it came to its stage, which the stage history tells.
        case
            when pipeline_stages.is_closed and deals.close_at <= {{ as_of() }} then deals.close_at
        end as closed_at,
        {{ local_date('deals.close_at') }} as expected_close_on,
        deals.updated_at

    from deals
    left join pipeline_stages
        on
            deals.source_system = pipeline_stages.source_system
            and deals.stage_id = pipeline_stages.stage_id
    left join deal_associations
        on
            deals.source_system = deal_associations.source_system
            and deals.deal_id = deal_associations.deal_id
    left join merged_away
        on
            deals.source_system = merged_away.source_system
            and deals.deal_id = merged_away.record_id
    where not deals.is_deleted and merged_away.record_id is null

)

select * from opportunities
