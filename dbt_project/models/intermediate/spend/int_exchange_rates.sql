with

fx_rates as (

    select * from {{ ref('fx_rates') }}

),

exchange_rates as (

    select
        fx_rates.currency,
        fx_rates.valid_from,
        fx_rates.valid_to,
        {{ safe_divide('reporting_rates.units_per_usd', 'fx_rates.units_per_usd') }} as rate

    from fx_rates
    inner join fx_rates as reporting_rates
        on
            fx_rates.valid_from = reporting_rates.valid_from
            and reporting_rates.currency = '{{ run_var("reporting_currency") }}'
    where fx_rates.currency <> '{{ run_var("reporting_currency") }}'
    union all
    -- The reporting currency needs no rate, listed or not, on any day.
    select
        '{{ run_var("reporting_currency") }}' as currency,
        cast('0001-01-01' as date) as valid_from,
        cast('9999-12-31' as date) as valid_to,
        1 as rate

)

select * from exchange_rates
