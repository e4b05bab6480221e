with

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

    from {{ ref('int_threshold_crossings') }} as crossings
    cross join periods
    left join outcomes
        on crossings.person_id = outcomes.person_id
    where crossings.crossed_at is not null

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

-- Counted before candidates are put beside them: few steps are many people's.
counted_crossings as (

    select
        rule_set,
        threshold,
        previous_threshold,
        count(case when is_recent then 1 end) as recent_crossings,
        count(case when is_ripe then 1 end) as crossings,
        count(case when is_ripe and converted then 1 end) as conversions,
        count(case when converted then 1 end) as caught_conversions

    from told_crossings
    group by rule_set, threshold, previous_threshold

),

highest_crossings as (

    select
        rule_set,
        max(threshold) as threshold

    from counted_crossings
    group by rule_set

),

-- The threshold in use is among them, also where nobody has crossed it.
candidates as (

    select
        rule_set,
        mql as threshold
    from thresholds
    union
    select
        reached.rule_set,
        reached.threshold
    from {{ ref('int_threshold_crossings') }} as reached
    inner join highest_crossings
        on
            reached.rule_set = highest_crossings.rule_set
            and reached.threshold <= highest_crossings.threshold

),

threshold_outcomes as (

    select
        candidates.rule_set,
        candidates.threshold,
        all_conversions.all_conversions,
        {% for counted in ['recent_crossings', 'crossings', 'conversions', 'caught_conversions'] %}
            cast(coalesce(sum(counted_crossings.{{ counted }}), 0) as bigint) as {{ counted }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from candidates
    cross join all_conversions
    left join counted_crossings
        on
            candidates.rule_set = counted_crossings.rule_set
            and candidates.threshold <= counted_crossings.threshold
            and (
                counted_crossings.previous_threshold is null
                or candidates.threshold > counted_crossings.previous_threshold
            )
    group by candidates.rule_set, candidates.threshold, all_conversions.all_conversions

)

select * from threshold_outcomes
