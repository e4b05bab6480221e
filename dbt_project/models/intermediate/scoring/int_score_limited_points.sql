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
        rules.rule_group,
        rules.max_points,
        rules.min_points

    from rule_points
    inner join rules
        on
            rule_points.rule_set = rules.rule_set
            and rule_points.rule_id = rules.rule_id

),

-- Few groups are beyond their limits: to put only their rows in order spares a sort of all.
limited_groups as (

    select
        rule_set,
        person_id,
        rule_group,
        {% for counted, worth in worths.items() %}
            sum({{ worth }}) as group_{{ counted }},
            cast(
                greatest(least(sum({{ worth }}), max(max_points)), max(min_points))
                as decimal(18, 9)
            ) as limited_{{ counted }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from grouped_points
    group by rule_set, person_id, rule_group
    having
        {% for worth in worths.values() %}
            sum({{ worth }}) > max(max_points) or sum({{ worth }}) < max(min_points)
            {%- if not loop.last %} or{% endif %}
        {% endfor %}

),

-- What a limit takes away is taken from every row of the group in proportion.
shared_points as (

    select
        limited_groups.*,
        grouped_points.rule_id,
        grouped_points.event_on,
        {% for counted, worth in worths.items() %}
            {%- set share = safe_divide(
                'limited_groups.limited_' ~ counted, 'limited_groups.group_' ~ counted
            ) %}
            grouped_points.{{ worth }},
            cast(round(
                cast(grouped_points.{{ worth }} as double) * coalesce({{ share }}, 1), 9
            ) as decimal(18, 9)) as shared_{{ counted }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from grouped_points
    inner join limited_groups
        on
            grouped_points.rule_set = limited_groups.rule_set
            and grouped_points.person_id = limited_groups.person_id
            and grouped_points.rule_group = limited_groups.rule_group

),

limited_points as (

    select
        rule_set,
        person_id,
        rule_id,
        event_on,
        {% for counted, worth in worths.items() %}
            cast(
                shared_{{ counted }} + case
                    when
                        row_number() over (
                            partition by rule_set, person_id, rule_group
                            order by abs({{ worth }}) desc, rule_id asc, event_on asc
                        ) = 1
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

select * from limited_points
