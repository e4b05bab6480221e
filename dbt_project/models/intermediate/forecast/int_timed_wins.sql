with

won_deals as (

    select * from {{ ref('int_learned_deals') }}
    where is_won

),

expected_closes as (

    select * from {{ ref('int_expected_closes') }}

),

timed_wins as (

    select
        won_deals.opportunity_id,
        won_deals.made_on,
        won_deals.learned_on,
        expected_closes.months_ahead,
        won_deals.closed_month = expected_closes.close_month as is_on_time

    from won_deals
    inner join expected_closes
        on
            won_deals.opportunity_id = expected_closes.opportunity_id
            and won_deals.made_on = expected_closes.made_on

)

select * from timed_wins
