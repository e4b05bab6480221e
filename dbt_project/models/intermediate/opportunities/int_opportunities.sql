with

opportunities as (

    select
        *,
        coalesce(currency, '{{ var("reporting_currency") }}') as deal_currency,
        coalesce(closed_at, created_at) as valued_at

    from {{ ref('stg_files__opportunities') }}

),

latest_stages as (

    select
        source_system,
        opportunity_id,
        max_by(stage, changed_at) as stage

    from {{ ref('stg_files__opportunity_stage_changes') }}
    group by source_system, opportunity_id

),

identity_people as (

    select * from {{ ref('int_identity_people') }}

),

person_accounts as (

    select * from {{ ref('int_person_accounts') }}

),

deal_stages as (

    select * from {{ ref('deal_stages') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates') }}

),

staged_opportunities as (

    select
        opportunities.*,
        coalesce(opportunities.stage, latest_stages.stage) as deal_stage,
        {{ local_date('opportunities.valued_at') }} as valued_on

    from opportunities
    left join latest_stages
        on
            opportunities.source_system = latest_stages.source_system
            and opportunities.opportunity_id = latest_stages.opportunity_id

),

-- What a deal says of itself outranks what its deal stage implies.
described_opportunities as (

    select
        {{ hash_key(['staged.source_system', 'staged.opportunity_id']) }} as opportunity_id,
        staged.source_system,
        staged.opportunity_id as source_record_id,
        identity_people.person_id,
        coalesce(
            case
                when staged.account_id is not null
                    then {{ hash_key(['staged.source_system', 'staged.account_id']) }}
            end,
            person_accounts.account_id
        ) as account_id,
        staged.opportunity_type,
        staged.deal_stage,
        staged.created_at,
        staged.closed_at,
        coalesce(
            staged.is_closed or staged.is_won, deal_stages.is_closed, staged.closed_at is not null
        ) as is_closed,
        coalesce(staged.is_won, deal_stages.is_won, false) as is_won,
        cast(round(staged.amount * exchange_rates.rate, 2) as decimal(18, 2)) as amount,
        staged.amount as original_amount,
        staged.deal_currency as currency,
        staged.probability,
        staged.lead_source,
        staged.campaign_id,
        staged.product_line,
        staged.owner_id,
        staged.expected_close_on

    from staged_opportunities as staged
    left join identity_people
        on staged.identity_key = identity_people.identity_key
    left join person_accounts
        on identity_people.person_id = person_accounts.person_id
    left join deal_stages
        on lower(trim(staged.deal_stage)) = deal_stages.deal_stage
    left join exchange_rates
        on
            staged.deal_currency = exchange_rates.currency
            and staged.valued_on >= exchange_rates.valid_from
            and staged.valued_on <= exchange_rates.valid_to

)

select * from described_opportunities
