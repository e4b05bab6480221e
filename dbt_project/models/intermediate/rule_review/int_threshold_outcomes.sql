with

crossings as (

    select * from {{ ref('int_threshold_crossings') }}

),

thresholds as (

    select * from {{ ref('int_score_thresholds') }}

),

outcomes as (

    select * from {{ ref('int_scoring_outcomes') }}

),

periods as (

    select
        moments.scored_at,
        probability_settings.horizon_days,
        {{ add_days_to_instant('moments.scored_at', '-review_settings.volume_days') }}
            as recent_from

    from {{ ref('int_score_moments') }} as moments
    cross join {{ ref('int_probability_settings') }} as probability_settings
    cross join {{ ref('int_review_settings') }} as review_settings

),

dated_crossings as (

    select
        crossings.*,
        outcomes.converted_at,
        periods.scored_at,
        {{ add_days_to_instant('crossings.crossed_at', 'periods.horizon_days') }}
            as horizon_ends_at,
        crossings.crossed_at > periods.recent_from as is_recent

    from crossings
    cross join periods
    left join outcomes
        on crossings.person_id = outcomes.person_id

),

told_crossings as (

    select
        *,
        horizon_ends_at <= scored_at as is_ripe,
        coalesce(converted_at <= horizon_ends_at, false) as converted

    from dated_crossings

),

-- Of those who could have been caught: whoever converted before they were known could not.
all_conversions as (

    select count(*) as all_conversions

    from {{ ref('int_known_people') }} as people
    inner join outcomes
        on people.person_id = outcomes.person_id
    where people.is_valid and outcomes.converted_at > people.known_at

),

-- The threshold in use is among them, also where nobody has crossed it.
candidates as (

    select
        rule_set,
        mql as threshold
    from thresholds
    union
    select
        rule_set,
        threshold
    from crossings

),

threshold_outcomes as (

    select
        candidates.rule_set,
        candidates.threshold,
        all_conversions.all_conversions,
        count(case when told_crossings.is_recent then 1 end) as recent_crossings,
        count(case when told_crossings.is_ripe then 1 end) as crossings,
        count(case when told_crossings.is_ripe and told_crossings.converted then 1 end)
            as conversions,
        count(case when told_crossings.converted then 1 end) as caught_conversions

    from candidates
    cross join all_conversions
    left join told_crossings
        on
            candidates.rule_set = told_crossings.rule_set
            and candidates.threshold = told_crossings.threshold
    group by candidates.rule_set, candidates.threshold, all_conversions.all_conversions

)

select * from threshold_outcomes
