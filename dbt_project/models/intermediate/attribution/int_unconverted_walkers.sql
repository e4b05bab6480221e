-- A view: one model reads it.
{% set news = {'walker_id': 'int_walker_news'} %}
{{ config(materialized='view') }}

with

walker_touches as (

    select * from {{ news_in('int_walker_touches', news) }}

),

conversions as (

    select * from {{ news_in('int_conversions', news) }}

),

kinds as (

    select * from {{ ref('conversion_kinds') }}

),

lookback as (

    select -max(case when setting = 'lookback_days' then value end) as days_back
    from {{ ref('attribution_settings') }}

),

walkers as (

    select
        walker_id,
        walker_kind,
        max(occurred_at) as last_touched_at

    from walker_touches
    group by walker_id, walker_kind

),

last_conversions as (

    select
        walker_id,
        conversion_kind,
        max(converted_at) as converted_at

    from conversions
    group by walker_id, conversion_kind

),

-- Whoever has an account walks with it where accounts walk, and alone where people do.
unconverted_walkers as (

    select
        walkers.walker_id,
        kinds.conversion_kind,
        last_conversions.converted_at as previous_converted_at,
        walkers.last_touched_at,
        {{ add_days_to_instant('walkers.last_touched_at', 'lookback.days_back') }} as looks_back_to

    from walkers
    cross join lookback
    inner join kinds
        on
            walkers.walker_kind = kinds.scope
            or walkers.walker_kind = 'person without account'
    left join last_conversions
        on
            walkers.walker_id = last_conversions.walker_id
            and kinds.conversion_kind = last_conversions.conversion_kind
    where
        last_conversions.converted_at is null
        or (
            kinds.can_recur
            and last_conversions.converted_at < walkers.last_touched_at
        )

)

select * from unconverted_walkers
