{% set names = [
    'discount_rate_yearly', 'draws', 'holdout_share', 'horizon_months', 'interval_z',
    'margin_share', 'max_histories', 'min_repeat_customers',
] %}
with

clv_assumptions as (

    select
        {% for name in names %}
            max(case when setting = '{{ name }}' then value end) as {{ name }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from {{ ref('clv_assumptions') }}

)

select * from clv_assumptions
