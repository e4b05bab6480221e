{% set types = {
    'horizon_days': 'int', 'interval_z': 'double', 'leak_acknowledged': 'string',
    'lookback_days': 'int', 'max_auc': 'double', 'max_combinations': 'int',
    'max_sampled_people': 'int', 'min_conversions': 'int', 'min_sample_conversions': 'int',
    'outcome_stage': 'string', 'recent_days': 'int', 'strong_funnel_stages': 'string',
    'test_snapshots': 'int',
} %}
with

probability_settings as (

    select
        {% for name, type in types.items() %}
            cast(max(case when setting = '{{ name }}' then value end) as {{ type }}) as {{ name }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from {{ ref('probability_settings') }}

)

select * from probability_settings
