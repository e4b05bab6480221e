"""Where each person is, and was."""

from expectations._vocabulary import between, filled, has_rows_if_loaded, key, no_rows, one_of

EXPECTATIONS = {
    "lifecycle.lifecycle_intervals": [
        has_rows_if_loaded("leads"),
        *key("person_id", "interval_number"),
        filled("stage"),
        filled("entered_at"),
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
        between("days_in_from_stage", 0, None),
    ],
}
