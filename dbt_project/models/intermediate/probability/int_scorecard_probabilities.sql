{% set features = [
    'days_in_stage', 'days_known', 'days_since_last_touch', 'engagement_points', 'fit_points',
    'first_touch_channel', 'recent_strong_touches', 'stage',
] %}
with

combinations as (

    select * from {{ ref('int_scorecard_combinations') }}

),

points as (

    select
        feature,
        bin_number,
        max(case when fit = 'tested' then log_odds end) as tested_log_odds,
        max(case when fit = 'served' then log_odds end) as served_log_odds

    from {{ ref('int_scorecard_points') }}
    group by feature, bin_number

),

added_points as (

    select
        combinations.combination,
        {% for fit in ['tested', 'served'] %}
            intercept.{{ fit }}_log_odds
            {% for feature in features %}
                + coalesce({{ feature }}_points.{{ fit }}_log_odds, 0)
            {% endfor %}
                as {{ fit }}_log_odds
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from combinations
    inner join points as intercept
        on intercept.feature = '(intercept)'
    {% for feature in features %}
        left join points as {{ feature }}_points
            on
                {{ feature }}_points.feature = '{{ feature }}'
                and combinations.{{ feature }} = {{ feature }}_points.bin_number
    {% endfor %}

),

scorecard_probabilities as (

    select
        combination,
        round(1 / (1 + exp(-tested_log_odds)), 9) as tested_probability,
        round(1 / (1 + exp(-served_log_odds)), 9) as served_probability

    from added_points

)

select * from scorecard_probabilities
