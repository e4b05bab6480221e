{% set numbers = [
    'days_in_stage', 'days_known', 'days_since_last_touch', 'engagement_points', 'fit_points',
    'recent_strong_touches',
] %}
{% set words = ['first_touch_channel', 'stage'] %}
{% set features = numbers + words %}
with

examples as (

    select * from {{ ref('int_scorecard_features') }}

),

bins as (

    select * from {{ ref('int_scorecard_bins') }}

),

binned_examples as (

    select
        examples.person_id,
        examples.snapshot_at,
        examples.is_current,
        examples.sample,
        examples.converted,
        examples.is_tested,
        {% for feature in features %}
            coalesce({{ feature }}_bins.bin_number, 0) as {{ feature }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from examples
    {% for feature in numbers %}
        left join bins as {{ feature }}_bins
            on
                {{ feature }}_bins.feature = '{{ feature }}'
                and examples.{{ feature }} >= {{ feature }}_bins.lower_bound
                and examples.{{ feature }} < {{ feature }}_bins.upper_bound
    {% endfor %}
    {% for feature in words %}
        left join bins as {{ feature }}_bins
            on
                {{ feature }}_bins.feature = '{{ feature }}'
                and examples.{{ feature }} = {{ feature }}_bins.word
    {% endfor %}

),

scorecard_examples as (

    select
        *,
        {{ hash_key(features) }} as combination

    from binned_examples

)

select * from scorecard_examples
