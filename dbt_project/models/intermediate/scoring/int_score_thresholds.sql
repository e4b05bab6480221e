with

score_thresholds as (

    select
        {% for threshold in [
            'mql', 'hot', 'warm', 'fit_grade_a', 'fit_grade_b', 'fit_grade_c',
            'engagement_band_1', 'engagement_band_2', 'score_min', 'score_max',
            'change_days', 'top_reasons',
        ] %}
        max(case when threshold = '{{ threshold }}' then value end) as {{ threshold }}
        {{- "," if not loop.last }}
        {% endfor %}

    from {{ ref('score_thresholds') }}

)

select * from score_thresholds
