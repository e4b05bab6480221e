{% set numbers = ['horizon_days', 'test_snapshots'] %}
with

probability_settings as (

    select
        {% for name in numbers %}
            cast(max(case when setting = '{{ name }}' then value end) as int) as {{ name }},
        {% endfor %}
        max(case when setting = 'outcome_stage' then value end) as outcome_stage

    from {{ ref('probability_settings') }}

)

select * from probability_settings
