with

ad_spend as (

    select
        *,
        coalesce(currency, '{{ run_var("reporting_currency") }}') as spend_currency

    from {{ ref('int_described_spend') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates') }}

),

channel_matches as (

    select * from {{ ref('int_channel_matches') }}
    where touchpoint_type = 'ad_spend'

),

converted_spend as (

    select
        ad_spend.source_system,
        ad_spend.spend_on,
        ad_spend.platform,
        channel_matches.channel,
        ad_spend.campaign_id,
        cast({{ rounded('ad_spend.cost * exchange_rates.rate', 2) }} as decimal(18, 2)) as cost,
        ad_spend.cost as original_cost,
        ad_spend.spend_currency as currency,
        ad_spend.impressions,
        ad_spend.clicks

    from ad_spend
    left join channel_matches
        on
            ad_spend.utm_source = channel_matches.utm_source
            and ad_spend.utm_medium is not distinct from channel_matches.utm_medium
            and ad_spend.campaign_type is not distinct from channel_matches.campaign_type
    left join exchange_rates
        on
            ad_spend.spend_currency = exchange_rates.currency
            and ad_spend.spend_on >= exchange_rates.valid_from
            and ad_spend.spend_on <= exchange_rates.valid_to

)

select * from converted_spend
