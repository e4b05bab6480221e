{% set bands = {
    'all': "'(all)'", 'decile': 'cast(decile as string)', 'temperature': 'temperature',
} %}
with

scores as (

    select * from {{ ref('int_ranked_scores') }}

),

banded_scores as (

    {% for band_kind, band in bands.items() %}
        select
            *,
            '{{ band_kind }}' as band_kind,
            {{ band }} as band

        from scores
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}

),

counted_bands as (

    select
        score_kind,
        rule_set,
        band_kind,
        band,
        min(score) as lowest_score,
        max(score) as highest_score,
        sum(people) as people,
        sum(conversions) as conversions,
        {{ exact_sum('people * probability') }} as expected_conversions,
        max(all_people) as all_people,
        max(all_conversions) as all_conversions

    from banded_scores
    where band is not null
    group by score_kind, rule_set, band_kind, band

),

-- Every kind has a row, also where it could not be tested.
score_kinds as (

    {% for kind in ['rules', 'probability', 'challenger'] %}
        select
            '{{ kind }}' as score_kind,
            rule_set

        from {{ ref('int_rule_sets') }}
        {% if kind != 'rules' %}
            where is_current
        {% endif %}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}

),

score_bands as (

    select
        score_kinds.score_kind,
        score_kinds.rule_set,
        coalesce(counted_bands.band_kind, 'all') as band_kind,
        coalesce(counted_bands.band, '(all)') as band,
        counted_bands.lowest_score,
        counted_bands.highest_score,
        coalesce(counted_bands.people, 0) as people,
        coalesce(counted_bands.conversions, 0) as conversions,
        coalesce(counted_bands.all_people, 0) as all_people,
        coalesce(counted_bands.all_conversions, 0) as all_conversions,
        counted_bands.expected_conversions

    from score_kinds
    left join counted_bands
        on
            score_kinds.score_kind = counted_bands.score_kind
            and score_kinds.rule_set = counted_bands.rule_set

)

select * from score_bands
