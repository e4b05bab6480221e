with

score_days as (

    select * from {{ ref('int_score_days') }}

),

outcomes as (

    select * from {{ ref('int_scoring_outcomes') }}

),

thresholds as (

    select * from {{ ref('int_score_thresholds') }}

),

settings as (

    select * from {{ ref('int_review_settings') }}

),

-- Candidates are whole steps, and what is in use.
stepped_days as (

    select
        score_days.rule_set,
        score_days.person_id,
        score_days.changed_at,
        cast(greatest(
            case
                when score_days.lead_score >= settings.threshold_step
                    then
                        floor(score_days.lead_score / settings.threshold_step)
                        * settings.threshold_step
            end,
            case when score_days.lead_score >= thresholds.mql then thresholds.mql end
        ) as decimal(18, 9)) as threshold

    from score_days
    inner join thresholds
        on score_days.rule_set = thresholds.rule_set
    cross join settings

),

-- A score after the conversion makes no MQL.
reached_steps as (

    select
        stepped_days.rule_set,
        stepped_days.person_id,
        stepped_days.threshold,
        min(case
            when outcomes.converted_at is null or stepped_days.changed_at < outcomes.converted_at
                then stepped_days.changed_at
        end) as reached_at

    from stepped_days
    left join outcomes
        on stepped_days.person_id = outcomes.person_id
    where stepped_days.threshold is not null
    group by stepped_days.rule_set, stepped_days.person_id, stepped_days.threshold

),

-- Whoever reaches a candidate crosses all below it: a row stands for those down to the next.
crossings as (

    select
        rule_set,
        threshold,
        person_id,
        lag(threshold) over (
            partition by rule_set, person_id order by threshold
        ) as previous_threshold,
        min(reached_at) over (
            partition by rule_set, person_id order by threshold
            rows between current row and unbounded following
        ) as crossed_at

    from reached_steps

)

select * from crossings
