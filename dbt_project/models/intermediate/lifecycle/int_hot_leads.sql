with

-- Hot, and neither vetted nor refused by sales.
scores as (

    select * from {{ ref('lead_scores') }}
    where temperature = 'hot' and qualification = 'mql'

),

score_days as (

    select * from {{ ref('lead_score_history') }}

),

activities as (

    select * from {{ ref('int_activities') }}
    where activity_type <> 'status_change'

),

-- Where a refusal has faded, somebody is hot again without having crossed the line on any day.
heated_people as (

    select
        scores.person_id,
        scores.scored_at,
        scores.lead_score,
        scores.conversion_probability,
        scores.top_reasons,
        coalesce(
            max(case when score_days.crossed_hot then score_days.changed_at end),
            max(score_days.changed_at)
        ) as hot_since_at

    from scores
    inner join score_days
        on scores.person_id = score_days.person_id
    group by
        scores.person_id,
        scores.scored_at,
        scores.lead_score,
        scores.conversion_probability,
        scores.top_reasons

),

hot_leads as (

    select heated_people.*

    from heated_people
    left join activities
        on
            heated_people.person_id = activities.person_id
            and heated_people.hot_since_at <= activities.occurred_at
    where activities.activity_id is null

)

select * from hot_leads
