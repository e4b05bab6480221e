{% set kinds = ['signs', 'statuses', 'deals', 'orders'] %}
{% set news = {'person_id': 'int_person_news'} %}
{{ config(meta={'news': news}) }}

with

told_evidence as (

    {% for kind in kinds %}
        select
            person_id,
            occurred_at,
            stage,
            evidence,
            evidence_id,
            source_system,
            owner_id,
            is_back

        from {{ news_in('int_lifecycle_' ~ kind, news) }}
        where stage is not null
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}

),

-- Two words of a record, or two systems, may prove the same in the same second.
lifecycle_evidence as (

    select
        person_id,
        occurred_at,
        stage,
        evidence,
        evidence_id,
        min(source_system) as source_system,
        min(owner_id) as owner_id,
        bool_or(is_back) as is_back

    from told_evidence
    group by person_id, occurred_at, stage, evidence, evidence_id

)

select * from lifecycle_evidence
