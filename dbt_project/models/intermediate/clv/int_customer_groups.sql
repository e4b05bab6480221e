{% set groups = {
    '(all)': "'(all)'",
    'channel': 'acquisition_channel',
    'cohort_month': 'substr(cast(cohort_month as string), 1, 7)',
    'segment': 'segment',
    'rfm_segment': 'rfm_segment',
    'country': 'country',
} %}

with

customers as (

    select * from {{ ref('int_customers') }}

),

scores as (

    select * from {{ ref('int_customer_scores') }}

),

described_customers as (

    select
        customers.*,
        scores.rfm_segment,
        {{ month_of('customers.acquired_on') }} as cohort_month

    from customers
    left join scores
        on customers.customer_id = scores.customer_id

),

customer_groups as (

    {% for group_kind, group_value in groups.items() %}
        select
            customer_id,
            cohort_month,
            '{{ group_kind }}' as group_kind,
            {{ group_value }} as group_value
        from described_customers
        {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from customer_groups
