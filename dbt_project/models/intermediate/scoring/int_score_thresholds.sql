{% set names = [
    'mql', 'hot', 'warm', 'fit_grade_a', 'fit_grade_b', 'fit_grade_c', 'engagement_band_1',
    'engagement_band_2', 'score_min', 'score_max', 'change_days', 'top_reasons',
] %}
with

score_thresholds as (

    select
        {% for name in names %}
            max(case when threshold = '{{ name }}' then value end) as {{ name }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from {{ ref('score_thresholds') }}

)

select * from score_thresholds
