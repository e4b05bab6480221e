with

opportunities as (

    select * from {{ ref('int_opportunities') }}

),

statements as (

    select * from {{ ref('int_deal_statements') }}

),

forecast_days as (

    select * from {{ ref('int_forecast_days') }}

),

-- What was said of a deal by then, and nothing that was said later.
deal_states as (

    select
        forecast_days.made_on,
        forecast_days.made_at,
        forecast_days.is_current,
        opportunities.opportunity_id,
        opportunities.person_id,
        opportunities.created_at,
        max_by(
            statements.deal_stage,
            case when statements.deal_stage is not null then statements.statement_number end
        ) as deal_stage,
        max_by(
            statements.original_amount,
            case when statements.original_amount is not null then statements.statement_number end
        ) as original_amount,
        max_by(
            statements.currency,
            case when statements.original_amount is not null then statements.statement_number end
        ) as currency,
        max_by(
            statements.expected_close_on,
            case when statements.expected_close_on is not null then statements.statement_number end
        ) as told_close_on

    from forecast_days
    inner join opportunities
        on
            forecast_days.made_at >= opportunities.created_at
            and (forecast_days.made_at < opportunities.closed_at or not opportunities.is_closed)
    left join statements
        on
            opportunities.opportunity_id = statements.opportunity_id
            and forecast_days.made_at >= statements.stated_at
    group by
        forecast_days.made_on, forecast_days.made_at, forecast_days.is_current,
        opportunities.opportunity_id, opportunities.person_id, opportunities.created_at

)

select * from deal_states
