{% set counts = [
    'all_crossings', 'recent_crossings', 'crossings', 'conversions', 'caught_conversions'
] %}
with

steps as (

    select * from {{ ref('int_threshold_steps') }}

),

thresholds as (

    select * from {{ ref('int_score_thresholds') }}

),

outcomes as (

    select * from {{ ref('int_scoring_outcomes') }}

),

-- Of those who could have been caught: whoever converted before they were known could not.
all_conversions as (

    select count(*) as all_conversions

    from {{ ref('int_known_people') }} as people
    inner join outcomes
        on people.person_id = outcomes.person_id
    where people.is_valid and outcomes.converted_at > people.known_at

),

-- Whoever crosses a candidate crosses all below it.
crossed_steps as (

    select
        rule_set,
        threshold,
        {% for count in counts %}
            cast(
                sum({{ count }}) over (
                    partition by rule_set order by threshold desc
                    rows between unbounded preceding and current row
                ) as bigint
            ) as {{ count }}{% if not loop.last %},{% endif %}

        {% endfor %}

    from steps

),

threshold_outcomes as (

    select
        crossed_steps.rule_set,
        crossed_steps.threshold,
        all_conversions.all_conversions,
        crossed_steps.recent_crossings,
        crossed_steps.crossings,
        crossed_steps.conversions,
        crossed_steps.caught_conversions

    from crossed_steps
    cross join all_conversions
    inner join thresholds
        on crossed_steps.rule_set = thresholds.rule_set
    where crossed_steps.all_crossings > 0 or crossed_steps.threshold = thresholds.mql

)

select * from threshold_outcomes
