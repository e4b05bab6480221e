-- What past days are computed with must give, now, what the ledger adds up to: only the roundings
-- of its rows may differ.
select
    snapshots.person_id,
    snapshots.lead_score,
    scores.lead_score as ledger_score

from {{ ref('int_scoring_examples') }} as examples
inner join {{ ref('int_snapshot_scores') }} as snapshots
    on
        examples.person_id = snapshots.person_id
        and examples.snapshot_at = snapshots.snapshot_at
        and snapshots.is_current_rule_set
inner join {{ ref('lead_scores') }} as scores
    on examples.person_id = scores.person_id
where examples.is_current and abs(snapshots.lead_score - scores.lead_score) > 0.000001
