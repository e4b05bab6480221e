"""Where the funnel leaks."""

from expectations._vocabulary import (
    between,
    filled,
    has_rows_if_loaded,
    key,
    known,
    no_rows,
    not_after_as_of,
    numbered,
    one_of,
    share,
)

ROUNDED = 1e-9

EXPECTATIONS = {
    "funnel.funnel_entries": [
        has_rows_if_loaded("leads"),
        *key("funnel", "person_id", "step_number"),
        filled("entered_at"),
        not_after_as_of("entered_at", "next_entered_at"),
        known("person_id", "core.people"),
        numbered("step_number", "funnel", "person_id", is_key=True),
        between("days_to_next", 0, None),
        no_rows("nobody leaves a step before entering it", "select * from {batch} where next_entered_at < entered_at"),
    ],
    "funnel.funnel_conversions": [
        has_rows_if_loaded("leads"),
        *key("funnel", "cohort_month", "channel", "segment", "step_number"),
        one_of("funnel", ["lifecycle", "buyer_journey"]),
        filled("funnel_level"),
        one_of("funnel_level", ["tofu", "mofu", "bofu"]),
        between("entered", 1, None),
        share("conversion_rate"),
        share("rate_low"),
        share("rate_high"),
        no_rows(
            "a rate lies within its interval",
            "select * from {batch} where conversion_rate not between rate_low - 1e-9 and rate_high + 1e-9",
        ),
        no_rows(
            "a rate is who converted of who entered",
            """
            select * from {batch}
            where abs(conversion_rate - converted / entered) > 1e-9 or (conversion_rate is null) <> (converted is null)
            """,
        ),
        no_rows(
            "who converted is in the next step: counts never rise along a funnel",
            """
            select * from (
                select converted, entered, lead(entered, 1, 0) over (
                    partition by funnel, cohort_month, channel, segment order by step_number
                ) as entered_next
                from {batch}
            ) as steps
            where converted <> entered_next or entered_next > entered
            """,
        ),
        no_rows(
            "whoever entered converted, dropped or is open",
            "select * from {batch} where converted + dropped + still_open <> entered or still_open < 0",
        ),
        no_rows(
            "channels sum to all channels, segments to all segments",
            """
            select 1 from {batch} group by funnel, cohort_month, step_number
            having
                sum(entered) filter (channel <> '(all)' and segment = '(all)')
                    <> sum(entered) filter (channel = '(all)' and segment = '(all)')
                or sum(entered) filter (channel = '(all)' and segment <> '(all)')
                    <> sum(entered) filter (channel = '(all)' and segment = '(all)')
            """,
        ),
        no_rows(
            "more time never means fewer conversions",
            """
            select * from {batch}
            where converted_30d > converted_60d or converted_60d > converted_90d or converted_90d > converted
            """,
        ),
    ],
    "funnel.funnel_months": [
        *key("funnel", "month", "channel", "step_number"),
        one_of("funnel", ["lifecycle", "buyer_journey"]),
        between("entered", 1, None),
        filled("revenue"),
        no_rows("who converted had entered", "select * from {batch} where converted not between 0 and entered"),
    ],
    "funnel.funnel_bottlenecks": [
        *key("funnel", "month", "channel", "step_number"),
        *key("funnel", "month", "channel", "bottleneck_rank"),
        share("conversion_rate"),
        share("norm_rate"),
        filled("people_lost"),
        filled("value_lost"),
        no_rows("a bottleneck has lost people", "select * from {batch} where is_bottleneck and people_lost <= 0"),
    ],
    "funnel.funnel_changes": [
        *key("funnel", "month", "step_number", "channel"),
        # The parts of several channels are rounded one by one, so a change of all may be a trifle more than one.
        between("change", -1 - ROUNDED, 1 + ROUNDED),
        no_rows(
            "a change is its mix and its rate effect", "select * from {batch} where mix_effect + rate_effect <> change"
        ),
        no_rows(
            "channels' parts sum to the change of all, and that is the change of the rate",
            """
            select funnel, month, step_number from {batch}
            group by funnel, month, step_number
            having sum(change) filter (channel = '(all)') <> sum(change) filter (channel <> '(all)')
                or abs(sum(change - (conversion_rate - previous_rate)) filter (channel = '(all)')) > 1e-9
            """,
        ),
    ],
}
