with

score_days as (

    select * from {{ ref('int_score_days') }}

),

thresholds as (

    select * from {{ ref('int_score_thresholds') }}

),

outcomes as (

    select * from {{ ref('int_scoring_outcomes') }}

),

settings as (

    select * from {{ ref('int_review_settings') }}

),

candidates as (

    select
        thresholds.rule_set,
        thresholds.mql as threshold

    from thresholds
    union
    select
        score_days.rule_set,
        cast(
            floor(score_days.lead_score / settings.threshold_step) * settings.threshold_step
            as decimal(18, 9)
        ) as threshold

    from score_days
    cross join settings
    where score_days.lead_score >= settings.threshold_step

),

candidate_steps as (

    select
        rule_set,
        threshold,
        lead(threshold) over (partition by rule_set order by threshold) as next_threshold

    from candidates

),

-- The highest candidate that a day reaches; a score after the conversion makes no MQL.
reached_steps as (

    select
        score_days.rule_set,
        score_days.person_id,
        candidate_steps.threshold,
        min(score_days.changed_at) as reached_at

    from score_days
    inner join candidate_steps
        on
            score_days.rule_set = candidate_steps.rule_set
            and score_days.lead_score >= candidate_steps.threshold
            and (
                candidate_steps.next_threshold is null
                or score_days.lead_score < candidate_steps.next_threshold
            )
    left join outcomes
        on score_days.person_id = outcomes.person_id
    where outcomes.converted_at is null or score_days.changed_at < outcomes.converted_at
    group by score_days.rule_set, score_days.person_id, candidate_steps.threshold

),

crossings as (

    select
        candidates.rule_set,
        candidates.threshold,
        reached_steps.person_id,
        min(reached_steps.reached_at) as crossed_at

    from candidates
    inner join reached_steps
        on
            candidates.rule_set = reached_steps.rule_set
            and candidates.threshold <= reached_steps.threshold
    group by candidates.rule_set, candidates.threshold, reached_steps.person_id

)

select * from crossings
