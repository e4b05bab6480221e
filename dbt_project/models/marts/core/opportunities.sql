with

opportunities as (

    select
        *,
        {{ local_date('closed_at') }} as closed_on

    from {{ ref('int_opportunities') }}

),

people as (

    select
        person_id,
        {{ local_date('lead_created_at') }} as lead_created_on

    from {{ ref('int_people') }}

),

described_opportunities as (

    select
        opportunities.opportunity_id,
        opportunities.source_system,
        opportunities.source_record_id,
        opportunities.person_id,
        opportunities.account_id,
        opportunities.opportunity_type,
        opportunities.deal_stage,
        opportunities.created_at,
        opportunities.closed_at,
        opportunities.closed_on,
        opportunities.is_closed,
        opportunities.is_won,
        opportunities.amount,
        opportunities.original_amount,
        opportunities.currency,
        opportunities.probability,
        opportunities.lead_source,
        opportunities.campaign_id,
        opportunities.product_line,
        opportunities.owner_id,
        opportunities.expected_close_on,
        {{ days_between('people.lead_created_on', 'opportunities.closed_on') }} as days_to_close

    from opportunities
    left join people
        on opportunities.person_id = people.person_id

)

select * from described_opportunities
