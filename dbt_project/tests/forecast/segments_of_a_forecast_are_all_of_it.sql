{{
    config(
        tags=['audited'],
        meta={
            'audited_as': [
                "segments together are what was forecast for all",
            ]
        }
    )
}}
-- A deal is in one month and one segment of a forecast, so here adding up gives what was computed.
with

sums as (

    select
        made_on,
        close_month,
        sum(case when segment = '(all)' then open_deals else -open_deals end) as open_deals,
        sum(case when segment = '(all)' then open_amount else -open_amount end) as open_amount,
        sum(case when segment = '(all)' then weighted_amount else -weighted_amount end)
            as weighted_amount,
        sum(case when segment = '(all)' then forecast_amount else -forecast_amount end)
            as forecast_amount

    from {{ ref('pipeline_forecasts') }}
    group by made_on, close_month

)

select * from sums
where open_deals <> 0 or open_amount <> 0 or weighted_amount <> 0 or forecast_amount <> 0
