{% set numbers = [
    'days_in_stage', 'days_known', 'days_since_last_touch', 'engagement_points', 'fit_points',
    'recent_strong_touches',
] %}
with

features as (

    select * from {{ ref('scorecard_features') }}
    where quantiles is not null

),

-- Of the training sample, so that the tested model has seen nothing of the test.
examples as (

    select * from {{ ref('int_scorecard_features') }}
    where sample = 'training'

),

training_values as (

    {% for feature in numbers %}
        select
            '{{ feature }}' as feature,
            {{ feature }} as value

        from examples
        where {{ feature }} is not null
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}

),

ranked_values as (

    select
        training_values.feature,
        training_values.value,
        features.quantiles,
        row_number() over (
            partition by training_values.feature order by training_values.value
        ) - 1 as values_before,
        count(*) over (partition by training_values.feature) as value_count

    from training_values
    inner join features
        on training_values.feature = features.feature

),

scorecard_quantiles as (

    select
        feature,
        floor(values_before * quantiles / value_count) as quantile,
        min(value) as lower_bound

    from ranked_values
    group by feature, floor(values_before * quantiles / value_count)

)

select * from scorecard_quantiles
