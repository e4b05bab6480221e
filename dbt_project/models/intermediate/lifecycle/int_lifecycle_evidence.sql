{% set kinds = ['signs', 'statuses', 'deals', 'orders'] %}
with

lifecycle_evidence as (

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

        from {{ ref('int_lifecycle_' ~ kind) }}
        where stage is not null
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}

)

select * from lifecycle_evidence
