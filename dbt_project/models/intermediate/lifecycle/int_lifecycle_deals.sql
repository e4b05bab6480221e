with

opportunities as (

    select * from {{ ref('int_opportunities') }}

),

reopenings as (

    select * from {{ ref('int_lifecycle_reopenings') }}

),

-- A deal entered after it was closed was open for that moment; one that will close is open.
dated_opportunities as (

    select
        opportunity_id,
        person_id,
        source_system,
        owner_id,
        is_won,
        least(created_at, coalesce(closed_at, created_at)) as opened_at,
        case when is_closed then coalesce(closed_at, created_at) end as closed_at

    from opportunities
    where person_id is not null

),

deal_events as (

    select
        opportunity_id,
        person_id,
        source_system,
        owner_id,
        'opportunity_created' as evidence,
        'opportunity' as stage,
        opened_at as occurred_at,
        1 as open_change

    from dated_opportunities

    union all

    select
        opportunity_id,
        person_id,
        source_system,
        owner_id,
        case when is_won then 'opportunity_won' else 'opportunity_lost' end as evidence,
        case when is_won then 'customer' else 'lost' end as stage,
        closed_at as occurred_at,
        -1 as open_change

    from dated_opportunities
    where closed_at <= {{ as_of() }}

    union all

    select
        deals.opportunity_id,
        deals.person_id,
        deals.source_system,
        deals.owner_id,
        reopenings.evidence,
        reopenings.stage,
        reopenings.occurred_at,
        reopenings.open_change

    from dated_opportunities as deals
    inner join reopenings
        on deals.opportunity_id = reopenings.opportunity_id

),

counted_events as (

    select
        *,
        sum(open_change) over (
            partition by person_id
            order by occurred_at asc, open_change desc, opportunity_id asc
            rows between unbounded preceding and current row
        ) as open_count

    from deal_events

),

-- A deal lost beside an open one moves nobody.
lifecycle_deals as (

    select
        person_id,
        occurred_at,
        stage,
        evidence,
        opportunity_id as evidence_id,
        source_system,
        owner_id,
        evidence = 'opportunity_reopened' as is_back

    from counted_events
    where evidence <> 'opportunity_lost' or open_count = 0

)

select * from lifecycle_deals
