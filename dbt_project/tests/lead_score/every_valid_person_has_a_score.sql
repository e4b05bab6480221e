{{
    config(
        tags=['audited'],
        meta={
            'audited_as': [
                "whoever is valid has a score, and nobody else",
            ]
        }
    )
}}
select people.person_id

from {{ ref('int_people') }} as people
left join {{ ref('lead_scores') }} as scores
    on people.person_id = scores.person_id
where people.is_valid <> (scores.person_id is not null)
