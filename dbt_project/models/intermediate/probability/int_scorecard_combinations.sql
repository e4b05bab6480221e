{% set features = [
    'days_in_stage', 'days_known', 'days_since_last_touch', 'engagement_points', 'fit_points',
    'first_touch_channel', 'recent_strong_touches', 'stage',
] %}
with

readiness as (

    select * from {{ ref('int_scorecard_readiness') }}
    where note is null

),

examples as (

    select
        *,
        case when sample = 'training' then 1 else 0 end as is_training_count,
        case when is_tested then 1 else 0 end as is_tested_count,
        case when is_current then 0 else 1 end as is_ripe_count,
        case when converted then 1 else 0 end as converted_count

    from {{ ref('int_scorecard_examples') }}

),

-- Without enough conversions there is nothing to fit.
scorecard_combinations as (

    select
        examples.combination,
        {% for feature in features %}
            examples.{{ feature }},
        {% endfor %}
        sum(examples.is_training_count) as training_examples,
        sum(examples.is_training_count * examples.converted_count) as training_conversions,
        sum(examples.is_tested_count) as tested_people,
        sum(examples.is_tested_count * examples.converted_count) as tested_conversions,
        sum(examples.is_ripe_count) as examples,
        sum(examples.is_ripe_count * examples.converted_count) as conversions

    from examples
    cross join readiness
    group by
        examples.combination,
        {% for feature in features %}
            examples.{{ feature }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

)

select * from scorecard_combinations
