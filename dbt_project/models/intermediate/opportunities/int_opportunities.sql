with

opportunities as (

    select * from {{ ref('int_all_opportunities') }}

),

outcomes as (

    select * from {{ ref('int_opportunity_outcomes') }}

),

identity_people as (

    select * from {{ ref('int_identity_people') }}

),

person_accounts as (

    select * from {{ ref('int_person_accounts') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates') }}

),

closing_opportunities as (

    select
        opportunities.*,
        outcomes.deal_stage,
        outcomes.is_closed as is_ended,
        outcomes.is_won as is_gained,
        outcomes.closed_at as ended_at,
        coalesce(outcomes.closed_at, opportunities.created_at) as valued_at,
        coalesce(opportunities.currency, '{{ run_var("reporting_currency") }}') as deal_currency

    from opportunities
    inner join outcomes
        on
            opportunities.source_system = outcomes.source_system
            and opportunities.opportunity_id = outcomes.opportunity_id

),

-- The rate is that of the day of closing, of creation while open: no run changes it.
dated_opportunities as (

    select
        *,
        {{ local_date('valued_at') }} as valued_on

    from closing_opportunities

),

described_opportunities as (

    select
        {{ hash_key(['deals.source_system', 'deals.opportunity_id']) }} as opportunity_id,
        deals.source_system,
        deals.opportunity_id as source_record_id,
        identity_people.person_id,
        coalesce(
            case
                when deals.account_id is not null
                    then {{ hash_key(['deals.source_system', 'deals.account_id']) }}
            end,
            person_accounts.account_id
        ) as account_id,
        deals.opportunity_type,
        deals.deal_stage,
        deals.created_at,
        deals.ended_at as closed_at,
        deals.is_ended as is_closed,
        deals.is_gained as is_won,
        cast({{ rounded('deals.amount * exchange_rates.rate', 2) }} as decimal(18, 2)) as amount,
        deals.amount as original_amount,
        deals.deal_currency as currency,
        deals.probability,
        deals.lead_source,
        deals.campaign_id,
        deals.product_line,
        deals.owner_id,
        deals.expected_close_on

    from dated_opportunities as deals
    left join identity_people
        on deals.identity_key = identity_people.identity_key
    left join person_accounts
        on identity_people.person_id = person_accounts.person_id
    left join exchange_rates
        on
            deals.deal_currency = exchange_rates.currency
            and deals.valued_on >= exchange_rates.valid_from
            and deals.valued_on <= exchange_rates.valid_to

)

select * from described_opportunities
