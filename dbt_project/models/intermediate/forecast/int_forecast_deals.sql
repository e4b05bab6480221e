with

open_deals as (

    select * from {{ ref('int_open_deals') }}

),

expected_closes as (

    select * from {{ ref('int_expected_closes') }}

),

win_rates as (

    select * from {{ ref('int_win_rates') }}

),

on_time_rates as (

    select * from {{ ref('int_on_time_rates') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates') }}

),

outcomes as (

    select
        opportunity_id,
        is_won,
        amount,
        {{ month_of(local_date('closed_at')) }} as closed_month

    from {{ ref('int_opportunities') }}

),

-- An open deal is valued at the rate of the day on which it was created, as everywhere.
valued_deals as (

    select
        open_deals.opportunity_id,
        open_deals.made_on,
        open_deals.is_current,
        open_deals.segment,
        expected_closes.close_month,
        expected_closes.months_ahead,
        expected_closes.is_told,
        open_deals.original_amount is not null and exchange_rates.rate is null as lacks_rate,
        cast(
            {{ rounded('open_deals.original_amount * exchange_rates.rate', 2) }} as decimal(18, 2)
        ) as amount,
        coalesce(win_rates.rate_group, '(none)') as rate_group,
        win_rates.win_rate,
        win_rates.win_rate_variance,
        on_time_rates.on_time_rate,
        on_time_rates.on_time_rate_variance,
        coalesce(outcomes.is_won and outcomes.closed_month = expected_closes.close_month, false)
            as is_won_on_time,
        outcomes.amount as outcome_amount

    from open_deals
    inner join expected_closes
        on
            open_deals.opportunity_id = expected_closes.opportunity_id
            and open_deals.made_on = expected_closes.made_on
    inner join outcomes
        on open_deals.opportunity_id = outcomes.opportunity_id
    left join win_rates
        on
            open_deals.made_on = win_rates.made_on
            and open_deals.deal_stage = win_rates.deal_stage
            and open_deals.age_band = win_rates.age_band
            and open_deals.segment = win_rates.segment
    left join on_time_rates
        on
            expected_closes.made_on = on_time_rates.made_on
            and expected_closes.months_ahead = on_time_rates.months_ahead
    left join exchange_rates
        on
            open_deals.currency = exchange_rates.currency
            and open_deals.created_on >= exchange_rates.valid_from
            and open_deals.created_on <= exchange_rates.valid_to

),

forecast_deals as (

    select
        *,
        cast({{ rounded('amount * win_rate', 2) }} as decimal(18, 2)) as weighted_amount,
        cast({{ rounded('amount * win_rate * on_time_rate', 2) }} as decimal(18, 2))
            as forecast_amount

    from valued_deals

)

select * from forecast_deals
