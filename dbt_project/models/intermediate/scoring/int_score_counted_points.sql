{#- What counts now, and what counted at the moment with which now is compared. -#}
{%- set worths = {
    'counted_points': 'decayed_points',
    'counted_points_then': 'decayed_points_then',
} -%}
with

rule_points as (

    select * from {{ ref('int_score_points') }}

),

rules as (

    select * from {{ ref('int_scoring_rules') }}

),

grouped_points as (

    select
        rule_points.*,
        rules.rule_kind,
        rules.rule_group,
        rules.label,
        rules.max_points,
        rules.min_points,
        {% for counted, worth in worths.items() %}
            sum(rule_points.{{ worth }}) over (
                partition by rule_points.rule_set, rule_points.person_id, rules.rule_group
            ) as group_{{ counted }},
            row_number() over (
                partition by rule_points.rule_set, rule_points.person_id, rules.rule_group
                order by
                    abs(rule_points.{{ worth }}) desc,
                    rule_points.rule_id asc,
                    rule_points.event_on asc
            ) as {{ counted }}_rank
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from rule_points
    inner join rules
        on
            rule_points.rule_set = rules.rule_set
            and rule_points.rule_id = rules.rule_id

),

limited_points as (

    select
        *,
        {% for counted in worths %}
            cast(greatest(least(group_{{ counted }}, max_points), min_points) as decimal(18, 9))
                as limited_{{ counted }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from grouped_points

),

-- What a limit takes away is taken from every row of the group in proportion.
shared_points as (

    select
        *,
        {% for counted, worth in worths.items() %}
            {%- set share = safe_divide('limited_' ~ counted, 'group_' ~ counted) %}
            cast(round(cast({{ worth }} as double) * coalesce({{ share }}, 1), 9) as decimal(18, 9))
                as shared_{{ counted }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from limited_points

),

counted_points as (

    select
        rule_set,
        person_id,
        rule_id,
        event_on,
        rule_kind,
        rule_group,
        label,
        event_count,
        points,
        decayed_points,
        decayed_points_then,
        {% for counted in worths %}
            cast(
                shared_{{ counted }} + case
                    when {{ counted }}_rank = 1
                        then limited_{{ counted }} - sum(shared_{{ counted }}) over (
                            partition by rule_set, person_id, rule_group
                        )
                    else 0
                end as decimal(18, 9)
            ) as {{ counted }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from shared_points

)

select * from counted_points
