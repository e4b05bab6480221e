"""Where each person is, and was."""

from expectations._vocabulary import (
    between,
    filled,
    has_rows_if_loaded,
    key,
    no_rows,
    not_after_as_of,
    numbered,
    one_of,
    share,
)

STAGES = ["lead", "engaged", "mql", "sql", "opportunity", "customer", "advocate", "recycled", "disqualified", "lost"]

EXPECTATIONS = {
    "lifecycle.lifecycle_intervals": [
        has_rows_if_loaded("leads"),
        *key("person_id", "interval_number"),
        *key("person_id", "journey_number", "stage", "visit_number"),
        one_of("stage", STAGES),
        filled("entered_at"),
        not_after_as_of("entered_at", "exited_at"),
        numbered("interval_number", "person_id", is_key=True),
        no_rows(
            "a stage that the data skipped has no length",
            "select * from {batch} where is_inferred and (days_in_stage > 0 or exited_at is distinct from entered_at)",
        ),
        between("days_in_stage", 0, None),
        between("journey_number", 1, None),
        one_of("direction", ["forward", "back", "detour"]),
        no_rows(
            "the current interval is the one that has not ended",
            "select * from {batch} where is_current <> (exited_at is null)",
        ),
        no_rows("an interval ends after it began", "select * from {batch} where exited_at < entered_at"),
        no_rows(
            "intervals of a person leave no gap and don't overlap",
            """
            select person_id from (
                select person_id, exited_at,
                    lead(entered_at) over (partition by person_id order by interval_number) as next_entered_at
                from {batch}
            ) as followed
            where exited_at is distinct from next_entered_at
            """,
        ),
    ],
    "lifecycle.lifecycle_transitions": [
        *key("person_id", "interval_number"),
        filled("from_stage"),
        filled("to_stage"),
        filled("transitioned_at"),
        not_after_as_of("transitioned_at"),
        between("days_in_from_stage", 0, None),
        no_rows(
            "every interval but a person's first was entered by a transition",
            """
            select person_id from {batch} as transitions
            full join (
                select person_id, interval_number, stage from lifecycle.lifecycle_intervals where interval_number > 1
            ) as later_intervals using (person_id, interval_number)
            where transitions.to_stage is distinct from later_intervals.stage
            """,
        ),
    ],
    "lifecycle.sales_handoffs": [
        *key("person_id", "interval_number"),
        filled("handed_over_at"),
        filled("is_breached"),
        between("response_hours", 0, None),
        between("response_clock_hours", 0, None),
        no_rows(
            "business hours are never more than the hours on the clock",
            # Sums of hours differ from one another in the last binary places.
            "select * from {batch} where response_hours > response_clock_hours + 0.000001",
        ),
        no_rows(
            "the first response comes after the handoff, and no decision before it",
            """
            select * from {batch}
            where first_response_at < handed_over_at or first_response_at > least(accepted_at, rejected_at)
                or (first_response_at is null and least(accepted_at, rejected_at) is not null)
            """,
        ),
        no_rows(
            "every MQL that the data did not skip was handed over once",
            """
            select intervals.person_id from lifecycle.lifecycle_intervals as intervals
            full join {batch} as handoffs using (person_id, interval_number)
            where coalesce(intervals.stage = 'mql' and not intervals.is_inferred, false)
                <> (handoffs.person_id is not null)
            """,
        ),
    ],
    "lifecycle.hot_leads": [
        *key("person_id"),
        *key("call_order"),
        filled("priority"),
        filled("priority_note"),
        between("waiting_hours", 0, None),
        share("conversion_probability"),
        no_rows(
            "everyone on the call list is hot",
            """
            select calls.person_id from {batch} as calls
            left join lead_score.lead_scores as scores using (person_id)
            where scores.temperature is distinct from 'hot'
            """,
        ),
    ],
}
