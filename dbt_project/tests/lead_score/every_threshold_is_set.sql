-- Of rule sets that are not in use too: whoever switches must not find a gap.
{% set names = [
    'mql', 'hot', 'warm', 'fit_grade_a', 'fit_grade_b', 'fit_grade_c', 'engagement_band_1',
    'engagement_band_2', 'score_min', 'score_max', 'change_days', 'top_reasons',
] %}
with

thresholds as (

    select
        rule_sets.rule_set,
        {% for name in names %}
            max(case when limits.threshold = '{{ name }}' then limits.value end) as {{ name }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from {{ ref('rule_sets') }} as rule_sets
    left join {{ ref('score_thresholds') }} as limits
        on rule_sets.rule_set = limits.rule_set
    group by rule_sets.rule_set

)

select *

from thresholds
where
    mql + hot + warm + fit_grade_a + fit_grade_b + fit_grade_c + engagement_band_1
    + engagement_band_2 + score_min + score_max + change_days + top_reasons is null
    or not (warm <= mql and mql <= hot and hot <= score_max and score_min <= 0)
    or not (fit_grade_c <= fit_grade_b and fit_grade_b <= fit_grade_a)
    or not engagement_band_2 <= engagement_band_1
