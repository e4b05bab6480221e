{% set names = [
    'firing_half_lives', 'min_conversions', 'min_expected_conversions', 'prior_deviation',
    'tolerance_points', 'tolerance_share', 'threshold_step', 'threshold_tolerance', 'min_crossings',
    'recall_weight', 'volume_days', 'month_days', 'z',
] %}
with

review_settings as (

    select
        {% for name in names %}
            max(case when setting = '{{ name }}' then value end) as {{ name }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from {{ ref('review_settings') }}

)

select * from review_settings
