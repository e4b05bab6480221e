{% set counts = [
    'all_crossings', 'recent_crossings', 'crossings', 'conversions', 'caught_conversions'
] %}
with

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
    left join {{ ref('int_scoring_outcomes') }} as outcomes
        on crossings.person_id = outcomes.person_id

),

told_crossings as (

    select
        *,
        horizon_ends_at <= scored_at as is_ripe,
        coalesce(converted_at <= horizon_ends_at, false) as converted

    from dated_crossings

),

-- Few steps are many people's.
counted_crossings as (

    select
        rule_set,
        threshold,
        previous_threshold,
        count(crossed_at) as all_crossings,
        count(case when is_recent then 1 end) as recent_crossings,
        count(case when is_ripe then 1 end) as crossings,
        count(case when is_ripe and converted then 1 end) as conversions,
        count(case when converted then 1 end) as caught_conversions

    from told_crossings
    group by rule_set, threshold, previous_threshold

),

-- From the highest down; whoever was at a lower candidate as well has a row of their own there.
told_steps as (

    select
        rule_set,
        threshold,
        {% for count in counts %}
            {{ count }}{% if not loop.last %},{% endif %}

        {% endfor %}

    from counted_crossings
    union all
    select
        rule_set,
        previous_threshold as threshold,
        {% for count in counts %}
            -{{ count }} as {{ count }}{% if not loop.last %},{% endif %}

        {% endfor %}

    from counted_crossings
    where previous_threshold is not null
    union all
    -- Also where nobody has crossed it.
    select
        rule_set,
        mql as threshold,
        {% for count in counts %}
            0 as {{ count }}{% if not loop.last %},{% endif %}

        {% endfor %}

    from {{ ref('int_score_thresholds') }}

),

threshold_steps as (

    select
        rule_set,
        threshold,
        {% for count in counts %}
            cast(sum({{ count }}) as bigint) as {{ count }}{% if not loop.last %},{% endif %}

        {% endfor %}

    from told_steps
    group by rule_set, threshold

)

select * from threshold_steps
