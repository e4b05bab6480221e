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

-- One row: bins follow each other from the first, so a value's is the number of bounds up to it.
bounds as (

    select
        {% for feature in numbers %}
            array_agg(lower_bound) filter (where feature = '{{ feature }}') as {{ feature }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from bins
    where lower_bound is not null

),

binned_examples as (

    select
        examples.person_id,
        examples.snapshot_at,
        examples.is_current,
        examples.sample,
        examples.converted,
        examples.is_tested,
        {% for feature in numbers %}
            cast({{ count_up_to('bounds.' ~ feature, 'examples.' ~ feature) }} as int)
                as {{ feature }},
        {% endfor %}
        {% for feature in words %}
            coalesce({{ feature }}_bins.bin_number, 0) as {{ feature }}
            {%- if not loop.last %},{% endif %}
        {% endfor %}

    from examples
    cross join bounds
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
