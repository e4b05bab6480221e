{{
    config(
        tags=['audited'],
        meta={
            'audited_as': [
                "a score is the sum of its ledger",
                "a score's change is the sum of its ledger's changes",
            ]
        }
    )
}}
with

ledger_totals as (

    select
        person_id,
        sum(counted_points) as counted_points,
        sum(counted_points - counted_points_then) as changed_points

    from {{ ref('lead_score_ledger') }}
    group by person_id

)

select
    scores.person_id,
    scores.lead_score,
    ledger_totals.counted_points,
    scores.score_change_7d,
    ledger_totals.changed_points

from {{ ref('lead_scores') }} as scores
full outer join ledger_totals
    on scores.person_id = ledger_totals.person_id
where
    coalesce(scores.lead_score, -1) <> coalesce(ledger_totals.counted_points, 0)
    or scores.score_change_7d <> coalesce(ledger_totals.changed_points, 0)
