"""Where the funnel leaks."""

from expectations._vocabulary import between, filled, has_rows_if_loaded, key, no_rows, one_of, share

EXPECTATIONS = {
    "funnel.funnel_entries": [
        has_rows_if_loaded("leads"),
        *key("funnel", "person_id", "step_number"),
        filled("entered_at"),
        between("days_to_next", 0, None),
        no_rows("nobody leaves a step before entering it", "select * from {batch} where next_entered_at < entered_at"),
    ],
    "funnel.funnel_conversions": [
        has_rows_if_loaded("leads"),
        *key("funnel", "cohort_month", "channel", "segment", "step_number"),
        one_of("funnel", ["lifecycle", "buyer_journey"]),
        between("entered", 1, None),
        share("conversion_rate"),
        share("rate_low"),
        share("rate_high"),
        no_rows(
            "a rate lies within its interval",
            "select * from {batch} where conversion_rate not between rate_low - 1e-9 and rate_high + 1e-9",
        ),
        no_rows("who converted had entered", "select * from {batch} where converted > entered"),
        no_rows(
            "more time never means fewer conversions",
            """
            select * from {batch}
            where converted_30d > converted_60d or converted_60d > converted_90d or converted_90d > converted
            """,
        ),
    ],
}
