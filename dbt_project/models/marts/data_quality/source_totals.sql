{% set moneys = {'opportunities': 'amount', 'ad_spend': 'cost'} %}
with

touches as (

    select source_system from {{ ref('int_received_touchpoints') }}
    union all
    select source_system from {{ ref('int_all_leads') }}
    where lead_source is not null

),

told as (

    select
        'lead_records' as measure,
        source_system,
        null as currency,
        count(*) as row_count,
        null as amount

    from {{ ref('int_all_leads') }}
    group by source_system
    union all
    select
        'touches' as measure,
        source_system,
        null as currency,
        count(*) as row_count,
        null as amount

    from touches
    group by source_system
    union all
    {% for measure, column in moneys.items() %}
        select
            '{{ measure }}' as measure,
            source_system,
            coalesce(currency, '{{ run_var("reporting_currency") }}') as currency,
            count(*) as row_count,
            sum({{ column }}) as amount

        from {{ ref('int_all_' ~ measure) }}
        group by source_system, coalesce(currency, '{{ run_var("reporting_currency") }}')
        union all
    {% endfor %}
    select
        'order_revenue' as measure,
        source_system,
        null as currency,
        null as row_count,
        sum(revenue) as amount

    from {{ ref('int_told_order_revenue') }}
    group by source_system

),

source_totals as (

    select
        measure,
        source_system,
        coalesce(currency, '(all)') as currency,
        row_count,
        cast(coalesce(amount, 0) as decimal(18, 2)) as amount

    from told

)

select * from source_totals
