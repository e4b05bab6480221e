{% set names = [
    'mql', 'hot', 'warm', 'fit_grade_a', 'fit_grade_b', 'fit_grade_c', 'engagement_band_1',
    'engagement_band_2', 'score_min', 'score_max', 'change_days', 'top_reasons',
] %}
with

score_thresholds as (

    select
        rule_sets.rule_set,
        rule_sets.is_current,
        {% for name in names %}
            max(case when limits.threshold = '{{ name }}' then limits.value end) as {{ name }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from {{ ref('int_rule_sets') }} as rule_sets
    inner join {{ ref('score_thresholds') }} as limits
        on rule_sets.seed_rule_set = limits.rule_set
    group by rule_sets.rule_set, rule_sets.is_current

)

select * from score_thresholds
