with

behavior_points as (

    select * from {{ ref('int_score_behavior_points') }}

),

attribute_points as (

    select * from {{ ref('int_score_attribute_points') }}

),

known_people as (

    select * from {{ ref('int_known_people') }}

),

moments as (

    select
        scored_at,
        compared_at,
        {{ local_date('scored_at') }} as scored_on,
        {{ local_date('compared_at') }} as compared_on

    from {{ ref('int_score_moments') }}

),

-- What nobody knew yet was worth nothing: before the first record a person had no score.
compared_people as (

    select
        known_people.person_id,
        known_people.known_at <= moments.compared_at as was_known

    from known_people
    cross join moments

),

rule_points as (

    select
        behavior_points.rule_set,
        behavior_points.person_id,
        behavior_points.rule_id,
        behavior_points.event_on,
        behavior_points.event_count,
        behavior_points.points,
        behavior_points.decayed_points,
        cast(
            case when compared_people.was_known then behavior_points.decayed_points_then else 0 end
            as decimal(18, 9)
        ) as decayed_points_then

    from behavior_points
    inner join compared_people
        on behavior_points.person_id = compared_people.person_id

    union all

    select
        attribute_points.rule_set,
        attribute_points.person_id,
        attribute_points.rule_id,
        attribute_points.starts_on as event_on,
        1 as event_count,
        attribute_points.points,
        cast(case
            when attribute_points.ends_on < moments.scored_on then 0
            else attribute_points.points
        end as decimal(18, 9)) as decayed_points,
        cast(case
            when not compared_people.was_known then 0
            when attribute_points.starts_on > moments.compared_on then 0
            when attribute_points.ends_on < moments.compared_on then 0
            else attribute_points.points
        end as decimal(18, 9)) as decayed_points_then

    from attribute_points
    inner join compared_people
        on attribute_points.person_id = compared_people.person_id
    inner join moments
        on attribute_points.starts_on <= moments.scored_on

)

select * from rule_points
