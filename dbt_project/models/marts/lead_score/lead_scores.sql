with

person_scores as (

    select * from {{ ref('int_person_scores') }}

),

current_stages as (

    select
        intervals.person_id,
        stages.qualification

    from {{ ref('lifecycle_intervals') }} as intervals
    inner join {{ ref('lifecycle_stages') }} as stages
        on intervals.stage = stages.stage
    where intervals.is_current

),

thresholds as (

    select * from {{ ref('int_score_thresholds') }}
    where is_current

),

moments as (

    select * from {{ ref('int_score_moments') }}

),

probabilities as (

    select * from {{ ref('int_conversion_probabilities') }}

),

graded_people as (

    select
        person_scores.*,
        moments.scored_at,
        probabilities.conversion_probability,
        probabilities.probability_note,
        {{ local_date('moments.scored_at') }} as scored_on,
        {{ local_date('person_scores.last_touch_at') }} as last_touch_on,
        case
            when person_scores.fit_points >= thresholds.fit_grade_a then 'A'
            when person_scores.fit_points >= thresholds.fit_grade_b then 'B'
            when person_scores.fit_points >= thresholds.fit_grade_c then 'C'
            else 'D'
        end as fit_grade,
        case
            when person_scores.engagement_points >= thresholds.engagement_band_1 then '1'
            when person_scores.engagement_points >= thresholds.engagement_band_2 then '2'
            else '3'
        end as engagement_band,
        case
            when person_scores.lead_score >= thresholds.hot then 'hot'
            when person_scores.lead_score >= thresholds.warm then 'warm'
            else 'cold'
        end as temperature,
        -- What sales has decided outranks what the score suggests.
        coalesce(
            current_stages.qualification,
            case when person_scores.lead_score >= thresholds.mql then 'mql' else 'unqualified' end
        ) as qualification

    from person_scores
    inner join thresholds
        on person_scores.rule_set = thresholds.rule_set
    cross join moments
    left join current_stages
        on person_scores.person_id = current_stages.person_id
    left join probabilities
        on person_scores.person_id = probabilities.person_id

),

scored_people as (

    select
        person_id,
        scored_at,
        cast(fit_points as decimal(18, 9)) as fit_points,
        cast(engagement_points as decimal(18, 9)) as engagement_points,
        cast(lead_score as decimal(18, 9)) as lead_score,
        fit_grade,
        cast(engagement_band as int) as engagement_band,
        concat(fit_grade, engagement_band) as score_cell,
        temperature,
        qualification <> 'unqualified' as is_qualified,
        qualification,
        conversion_probability,
        probability_note,
        top_reasons,
        cast(lead_score - compared_score as decimal(18, 9)) as score_change_7d,
        {{ days_between('last_touch_on', 'scored_on') }} as days_since_last_touch

    from graded_people

)

select * from scored_people
