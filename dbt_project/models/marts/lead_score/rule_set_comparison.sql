with

scores as (

    select
        person_scores.rule_set,
        person_scores.person_id,
        person_scores.lead_score,
        person_scores.top_reasons,
        thresholds.is_current,
        person_scores.lead_score >= thresholds.mql as is_over_mql,
        person_scores.lead_score >= thresholds.hot as is_over_hot

    from {{ ref('int_person_scores') }} as person_scores
    inner join {{ ref('int_score_thresholds') }} as thresholds
        on person_scores.rule_set = thresholds.rule_set

),

-- Nobody, where no other rule set is computed.
paired_scores as (

    select
        current_scores.person_id,
        current_scores.rule_set,
        current_scores.lead_score,
        current_scores.top_reasons,
        current_scores.is_over_mql,
        current_scores.is_over_hot,
        other_scores.rule_set as other_rule_set,
        other_scores.lead_score as other_lead_score,
        other_scores.top_reasons as other_top_reasons,
        other_scores.is_over_mql as is_other_over_mql,
        other_scores.is_over_hot as is_other_over_hot

    from scores as current_scores
    inner join scores as other_scores
        on
            current_scores.person_id = other_scores.person_id
            and not other_scores.is_current
    where current_scores.is_current

),

rule_set_comparison as (

    select
        person_id,
        rule_set,
        other_rule_set,
        cast(lead_score as decimal(18, 9)) as lead_score,
        cast(other_lead_score as decimal(18, 9)) as other_lead_score,
        {% for line in ['mql', 'hot'] %}
            case
                when is_over_{{ line }} and is_other_over_{{ line }} then 'stays over'
                when is_over_{{ line }} then 'falls under'
                when is_other_over_{{ line }} then 'rises over'
                else 'stays under'
            end as {{ line }}_move,
        {% endfor %}
        top_reasons,
        other_top_reasons

    from paired_scores

)

select * from rule_set_comparison
