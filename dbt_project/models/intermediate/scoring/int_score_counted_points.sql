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
        sum(rule_points.decayed_points) over (
            partition by rule_points.rule_set, rule_points.person_id, rules.rule_group
        ) as group_points,
        row_number() over (
            partition by rule_points.rule_set, rule_points.person_id, rules.rule_group
            order by
                abs(rule_points.decayed_points) desc,
                rule_points.rule_id asc,
                rule_points.event_on asc
        ) as size_rank

    from rule_points
    inner join rules
        on
            rule_points.rule_set = rules.rule_set
            and rule_points.rule_id = rules.rule_id

),

limited_points as (

    select
        *,
        cast(greatest(least(group_points, max_points), min_points) as decimal(18, 9))
            as limited_group_points

    from grouped_points

),

-- What a limit takes away is taken from every row of the group in proportion.
shared_points as (

    select
        *,
        cast(round(
            cast(decayed_points as double)
            * coalesce({{ safe_divide('limited_group_points', 'group_points') }}, 1), 9
        ) as decimal(18, 9)) as shared_points

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
        shared_points + case
            when size_rank = 1
                then limited_group_points - sum(shared_points) over (
                    partition by rule_set, person_id, rule_group
                )
            else 0
        end as counted_points

    from shared_points

)

select * from counted_points
