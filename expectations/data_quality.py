"""What came in, what did not, how old it is, and what nobody has given a meaning yet."""

from expectations._vocabulary import between, filled, key, no_rows, not_after_as_of, one_of, share

EXPECTATIONS = {
    "data_quality.load_report": [
        *key("load_id"),
        filled("source_system"),
        filled("table_name"),
        filled("loaded_at"),
        share("quarantined_share"),
        no_rows(
            "rows read are loaded, quarantined, duplicate or excluded",
            """
            select * from {batch}
            where rows_read <> rows_loaded + rows_quarantined + rows_duplicate + rows_excluded
            """,
        ),
        no_rows(
            "whatever was left out has a reason",
            "select * from {batch} where (rows_quarantined + rows_excluded > 0) <> (reasons is not null)",
        ),
    ],
    "data_quality.quarantined_rows": [
        *key("table_name", "source_system", "reason", "column_name", "quarantined_on"),
        between("row_count", 1, None),
        between("age_days", 0, None),
        no_rows(
            "reasons together hold every quarantined row of the loads",
            """
            select 1 from (select coalesce(sum(row_count), 0) as counted from {batch}) as reasons
            cross join (
                select coalesce(sum(rows_quarantined), 0) as booked from data_quality.load_report
            ) as loads
            where counted <> booked
            """,
        ),
    ],
    "data_quality.freshness": [
        *key("table_name", "source_system"),
        filled("is_fresh"),
        not_after_as_of("last_event_at"),
        between("event_age_hours", 0, None),
        between("load_age_hours", 0, None),
    ],
    "data_quality.load_volumes": [
        *key("table_name", "source_system", "loaded_on"),
        one_of("action", ["block", "alert"]),
        no_rows(
            "days together hold every row that was read",
            """
            select 1 from (select coalesce(sum(row_count), 0) as counted from {batch}) as days
            cross join (select coalesce(sum(rows_read), 0) as booked from data_quality.load_report) as loads
            where counted <> booked
            """,
        ),
    ],
    "data_quality.quarantine_backlog": [
        *key("table_name", "source_system"),
        one_of("action", ["block", "alert"]),
        share("recent_share"),
        no_rows(
            "the backlog holds every quarantined row",
            """
            select 1 from (select coalesce(sum(row_count), 0) as counted from {batch}) as backlog
            cross join (
                select coalesce(sum(row_count), 0) as waiting from data_quality.quarantined_rows
            ) as quarantined
            where counted <> waiting
            """,
        ),
    ],
    "data_quality.sync_runs": [
        *key("run_id"),
        filled("destination"),
        share("rejected_share"),
        between("rows_accepted", 0, None),
    ],
    "data_quality.sync_rejections": [
        *key("destination", "code"),
        between("row_count", 1, None),
        between("age_days", 0, None),
        no_rows("no code looks like an e-mail address", "select * from {batch} where code like '%_@_%._%'"),
    ],
    "data_quality.source_totals": [
        *key("measure", "source_system", "currency"),
        between("row_count", 1, None),
        filled("amount"),
    ],
    "data_quality.unmapped_values": [
        *key("field", "source_system", "value"),
        one_of(
            "field",
            [
                "lead_status",
                "activity_outcome",
                "deal_stage",
                "order_status",
                "touchpoint_type",
                "campaign_type",
                "currency",
                "channel",
            ],
        ),
        between("seen_count", 1, None),
        not_after_as_of("first_seen_at", "last_seen_at"),
        no_rows("no value looks like an e-mail address", "select * from {batch} where value like '%_@_%._%'"),
    ],
}
