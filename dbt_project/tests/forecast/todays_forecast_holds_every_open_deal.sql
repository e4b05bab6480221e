with

forecasts as (

    select
        coalesce(sum(open_deals), 0) as open_deals,
        coalesce(sum(open_amount), 0) as open_amount

    from {{ ref('pipeline_forecasts') }}
    where is_current and segment = '(all)'

),

opportunities as (

    select
        count(*) as open_deals,
        coalesce(sum(amount), 0) as open_amount

    from {{ ref('opportunities') }}
    where not is_closed and created_at is not null

)

select
    forecasts.*,
    opportunities.open_deals as deals,
    opportunities.open_amount as amount

from forecasts
cross join opportunities
where
    forecasts.open_deals <> opportunities.open_deals
    or forecasts.open_amount <> opportunities.open_amount
