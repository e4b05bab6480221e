"""Page section `data_quality`: what was loaded, what was put aside, what is late, what nobody has named yet."""

from orchestration.dashboard import charts
from orchestration.dashboard.figures import Column, Dataset, Figure, Rows, Section
from orchestration.dashboard.marts import Marts

MOST_ROWS = 40
READ = ["rows_loaded", "rows_duplicate", "rows_excluded", "rows_quarantined"]


def section(marts: Marts) -> Section:
    loads = _loads(marts)
    if not loads.rows:
        return Section("data_quality")
    return Section(
        "data_quality",
        [_loaded(), _quarantined(), _freshness(), _unmapped()],
        [loads, _quarantine(marts), _ages(marts), _values(marts)],
    )


def _loads(marts: Marts) -> Dataset:
    rows = marts.rows(
        """
        select
            source_system,
            count(*) as loads,
            max(loaded_at) as loaded_at,
            sum(rows_read) as rows_read,
            sum(rows_loaded) as rows_loaded,
            sum(rows_duplicate) as rows_duplicate,
            sum(rows_excluded) as rows_excluded,
            sum(rows_quarantined) as rows_quarantined
        from data_quality.load_report
        group by source_system
        order by rows_read desc, source_system
        limit ?
        """,
        MOST_ROWS,
    )
    return Dataset("loads", rows)


def _loaded() -> Figure:
    columns = [
        Column("source_system"),
        Column("loads", "count"),
        Column("loaded_at"),
        Column("rows_read", "count"),
        *(Column(name, "count") for name in READ),
    ]
    drawn = [columns[0], Column("measure"), Column("amount", "count")]
    chart = charts.split_bars(drawn, "source_system", "amount", "measure")
    return Figure("data_quality-loads", Rows("loads"), columns, ("rows", "sum", "rows_read"), chart, READ)


def _quarantine(marts: Marts) -> Dataset:
    rows = marts.rows(
        """
        select
            table_name, column_name, reason, sum(row_count) as row_count, max(age_days) as age_days
        from data_quality.quarantined_rows
        group by all
        order by row_count desc, table_name, column_name, reason
        limit ?
        """,
        MOST_ROWS,
    )
    return Dataset("quarantined_rows", rows)


def _quarantined() -> Figure:
    columns = [
        Column("reason", "name"),
        Column("table_name"),
        Column("column_name"),
        Column("row_count", "count"),
        Column("age_days", "count"),
    ]
    return Figure("data_quality-quarantine", Rows("quarantined_rows"), columns, ("rows", "sum", "row_count"))


def _ages(marts: Marts) -> Dataset:
    rows = marts.rows(
        """
        select
            if(is_fresh, 'fresh', 'late') as state, table_name, source_system, row_count, last_event_at,
            event_age_hours / 24 as event_age_days, max_event_age_hours / 24 as max_event_age_days, last_loaded_at
        from data_quality.freshness
        order by is_fresh, event_age_hours / max_event_age_hours desc nulls last, table_name, source_system
        limit ?
        """,
        MOST_ROWS,
    )
    return Dataset("freshness", rows)


def _freshness() -> Figure:
    columns = [
        Column("state", "name"),
        Column("table_name"),
        Column("source_system"),
        Column("row_count", "count"),
        Column("last_event_at"),
        Column("event_age_days", "days"),
        Column("max_event_age_days", "days"),
        Column("last_loaded_at"),
    ]
    return Figure("data_quality-freshness", Rows("freshness"), columns, ("rows", "sum", "row_count"))


def _values(marts: Marts) -> Dataset:
    rows = marts.rows(
        """
        select field, source_system, value, seen_count, last_seen_at
        from data_quality.unmapped_values
        order by seen_count desc, field, source_system, value
        limit ?
        """,
        MOST_ROWS,
    )
    return Dataset("unmapped_values", rows)


def _unmapped() -> Figure:
    columns = [
        Column("field"),
        Column("source_system"),
        Column("value"),
        Column("seen_count", "count"),
        Column("last_seen_at"),
    ]
    return Figure("data_quality-unmapped", Rows("unmapped_values"), columns, ("rows", "sum", "seen_count"))
