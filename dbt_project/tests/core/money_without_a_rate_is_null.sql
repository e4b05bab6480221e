-- Where the currency has no rate on that day, the converted amount is null; else it is not.
with

exchange_rates as (

    select * from {{ ref('int_exchange_rates') }}

),

amounts as (

    select
        ordered_on as valued_on,
        currency,
        original_revenue as original_amount,
        revenue as amount

    from {{ ref('orders') }}
    where currency is not null and ordered_on is not null
    union all
    select
        spend_on as valued_on,
        currency,
        original_cost as original_amount,
        cost as amount

    from {{ ref('ad_spend') }}

),

misjudged_amounts as (

    select
        amounts.*,
        exchange_rates.rate

    from amounts
    left join exchange_rates
        on
            amounts.currency = exchange_rates.currency
            and amounts.valued_on >= exchange_rates.valid_from
            and amounts.valued_on <= exchange_rates.valid_to
    where
        amounts.original_amount is not null
        and (exchange_rates.rate is null) <> (amounts.amount is null)

)

select * from misjudged_amounts
