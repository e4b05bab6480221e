{% set news = {'person_id': 'int_person_news', 'snapshot_at': 'int_snapshot_news'} %}
{{ config(meta={'news': news}) }}

with

examples as (

    select * from {{ news_in('int_scoring_examples', news) }}

),

-- Whom sales has in a deal or has put aside is told of by sales; a scorecard tells of the others.
intervals as (

    select intervals.*

    from {{ ref('lifecycle_intervals') }} as intervals
    inner join {{ ref('lifecycle_stages') }} as stages
        on intervals.stage = stages.stage
    where stages.path_position is not null and not stages.is_set_by_deals

),

people as (

    select
        people.person_id,
        people.first_touch_at,
        people.first_touch_channel,
        known_people.known_at

    from {{ ref('int_people') }} as people
    inner join {{ ref('int_known_people') }} as known_people
        on people.person_id = known_people.person_id

),

scores as (

    select * from {{ news_in('int_snapshot_scores', news) }}
    where is_current_rule_set

),

touches as (

    select * from {{ news_in('int_snapshot_touches', news) }}

),

staged_examples as (

    select
        examples.*,
        intervals.stage,
        {{ days_elapsed('intervals.entered_at', 'examples.snapshot_at') }} as days_in_stage

    from examples
    inner join intervals
        on
            examples.person_id = intervals.person_id
            and examples.snapshot_at >= intervals.entered_at
            and (intervals.exited_at is null or examples.snapshot_at < intervals.exited_at)

),

-- Everybody is tested once: the same person a month later is no further witness.
first_tests as (

    select
        person_id,
        min(snapshot_at) as tested_at

    from staged_examples
    where sample = 'test'
    group by person_id

),

scorecard_features as (

    select
        examples.person_id,
        examples.snapshot_at,
        examples.is_current,
        examples.sample,
        examples.converted,
        first_tests.tested_at is not null as is_tested,
        examples.days_in_stage,
        {{ days_elapsed('people.known_at', 'examples.snapshot_at') }} as days_known,
        {{ days_elapsed('touches.last_touch_at', 'examples.snapshot_at') }}
            as days_since_last_touch,
        cast(scores.engagement_points as double) as engagement_points,
        cast(scores.fit_points as double) as fit_points,
        cast(coalesce(touches.recent_strong_touches, 0) as double) as recent_strong_touches,
        case
            when people.first_touch_at <= examples.snapshot_at then people.first_touch_channel
        end as first_touch_channel,
        examples.stage

    from staged_examples as examples
    inner join people
        on examples.person_id = people.person_id
    inner join scores
        on
            examples.person_id = scores.person_id
            and examples.snapshot_at = scores.snapshot_at
    left join touches
        on
            examples.person_id = touches.person_id
            and examples.snapshot_at = touches.snapshot_at
    left join first_tests
        on
            examples.person_id = first_tests.person_id
            and examples.snapshot_at = first_tests.tested_at

)

select * from scorecard_features
