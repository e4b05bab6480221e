with

thresholds as (

    select * from {{ ref('int_score_thresholds') }}
    where is_current

),

counted_points as (

    select * from {{ ref('int_score_counted_points') }}
    where rule_set in (select rule_set from thresholds)

),

moments as (

    select {{ local_date('scored_at') }} as scored_on

    from {{ ref('int_score_moments') }}

),

-- Read without the name above, under which DuckDB would keep all columns in memory.
people_totals as (

    select
        points.person_id,
        sum(points.counted_points) as total_points,
        sum(points.counted_points_then) as total_points_then,
        max(thresholds.score_min) as score_min,
        max(thresholds.score_max) as score_max

    from {{ ref('int_score_counted_points') }} as points
    inner join thresholds
        on points.rule_set = thresholds.rule_set
    group by points.person_id

),

clips as (

    select
        people_totals.person_id,
        moments.scored_on as event_on,
        greatest(
            least(people_totals.total_points, people_totals.score_max), people_totals.score_min
        ) - people_totals.total_points as counted_points,
        greatest(
            least(people_totals.total_points_then, people_totals.score_max), people_totals.score_min
        ) - people_totals.total_points_then as counted_points_then

    from people_totals
    cross join moments

),

ledger_entries as (

    select
        person_id,
        rule_id,
        event_on,
        rule_kind,
        rule_group,
        label,
        cast(event_count as int) as event_count,
        cast(points as decimal(18, 9)) as points,
        cast(decayed_points as decimal(18, 9)) as decayed_points,
        cast(counted_points as decimal(18, 9)) as counted_points,
        cast(decayed_points_then as decimal(18, 9)) as decayed_points_then,
        cast(counted_points_then as decimal(18, 9)) as counted_points_then

    from counted_points

    union all

    select
        person_id,
        'clip' as rule_id,
        event_on,
        'clip' as rule_kind,
        'clip' as rule_group,
        'The score ends at its limits' as label,
        0 as event_count,
        cast(0 as decimal(18, 9)) as points,
        cast(0 as decimal(18, 9)) as decayed_points,
        cast(counted_points as decimal(18, 9)) as counted_points,
        cast(0 as decimal(18, 9)) as decayed_points_then,
        cast(counted_points_then as decimal(18, 9)) as counted_points_then

    from clips
    where counted_points <> 0 or counted_points_then <> 0

)

select * from ledger_entries
