with

opportunities as (

    select * from {{ ref('int_opportunities') }}

),

versions as (

    select * from {{ ref('int_all_opportunity_versions') }}

),

moves as (

    select * from {{ ref('int_all_opportunity_stage_changes') }}

),

all_statements as (

    select
        {{ hash_key(['source_system', 'opportunity_id']) }} as opportunity_id,
        updated_at as stated_at,
        'record' as stated_by,
        stage as deal_stage,
        amount,
        currency,
        expected_close_on

    from versions

    union all

    select
        {{ hash_key(['source_system', 'opportunity_id']) }} as opportunity_id,
        changed_at as stated_at,
        'move' as stated_by,
        stage as deal_stage,
        amount,
        currency,
        cast(null as date) as expected_close_on

    from moves

    union all

    -- What holds now, also of records that say of no moment when they were changed.
    select
        opportunity_id,
        {{ as_of() }} as stated_at,
        'now' as stated_by,
        deal_stage,
        original_amount as amount,
        currency,
        expected_close_on

    from opportunities

),

-- What was said at one moment, in the order in which it outranks the rest: now, a move, a record.
ranked_statements as (

    select
        *,
        row_number() over (
            partition by opportunity_id
            order by
                stated_at asc,
                stated_by = 'now' asc,
                stated_by = 'move' asc,
                deal_stage asc nulls first
        ) as statement_number

    from all_statements

),

deal_statements as (

    select
        ranked_statements.opportunity_id,
        ranked_statements.statement_number,
        ranked_statements.stated_at,
        ranked_statements.deal_stage,
        ranked_statements.amount as original_amount,
        coalesce(ranked_statements.currency, opportunities.currency) as currency,
        ranked_statements.expected_close_on

    from ranked_statements
    inner join opportunities
        on ranked_statements.opportunity_id = opportunities.opportunity_id

)

select * from deal_statements
