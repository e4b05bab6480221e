"""What came in and is odd: few or many rows beside the usual ones, old tables, rows that wait in quarantine.

The marts of `data_quality` judge it by their seeds; here it is told, and blocks or alerts.
"""

from datetime import UTC

import duckdb

from orchestration.audit_result import Finding
from orchestration.build import Build
from orchestration.manifest import Manifest
from orchestration.watch_names import FRESHNESS, LOADS, QUARANTINE

# What readers had when they got their build was judged then, and is not judged again.
ODD_LOADS = """
select table_name, source_system, action, format(
    '{:,} rows on {}, {:,} are usual (rule {} of load_volume_rules)',
    row_count, cast(loaded_on as varchar), cast(usual_row_count as bigint), rule_order
)
from build.data_quality.load_volumes
where action is not null and last_loaded_at > $published_at
order by all
"""
# A quiet table of a source that tells of others is told of only if it blocks; of a silent source, its latest word.
STALE_TABLES = """
select table_name, source_system, action, concat_ws(
    ' and ',
    case when event_age_hours > max_event_age_hours then format(
        'its latest event is {:.0f} hours old, not {:.0f} at most', event_age_hours, max_event_age_hours
    ) end,
    case when load_age_hours > max_load_age_hours then format(
        'its latest load is {:.0f} hours old, not {:.0f} at most', load_age_hours, max_load_age_hours
    ) end
)
from build.data_quality.freshness
window source as (
    partition by split_part(table_name, '.', 1), source_system
    order by action is not null, event_age_hours nulls last, load_age_hours, table_name
)
qualify action = 'block' or (action is not null and row_number() over source = 1)
order by all
"""
WAITING_ROWS = """
select table_name, source_system, action, format(
    '{:,} rows wait, the oldest for {} days; of {:,} rows read lately {:.1f} % do (rule {} of quarantine_rules)',
    row_count, oldest_age_days, recent_rows_read, 100 * coalesce(recent_share, 0), rule_order
)
from build.data_quality.quarantine_backlog
where action is not null
order by all
"""


def odd_loads(connection: duckdb.DuckDBPyConnection, build: Build, theirs: Manifest) -> list[Finding]:
    """Days since readers got their build on which a table was loaded with few or many rows."""
    published_at = theirs.created_at.astimezone(UTC).replace(tzinfo=None)
    rows = connection.execute(ODD_LOADS, {"published_at": published_at}).fetchall()
    return _told(LOADS, "data_quality.load_volumes", "about as many rows come as usual", rows, "See what was sent")


def stale_tables(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Silent sources: all their tables have older events, or an older load, than freshness_rules put up with."""
    rows = connection.sql(STALE_TABLES).fetchall()
    return _told(FRESHNESS, "data_quality.freshness", "tables are fresh", rows, "See why nothing newer came")


def waiting_rows(connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    """Tables of which many rows, or old ones, are in quarantine."""
    rows = connection.sql(WAITING_ROWS).fetchall()
    remedy = "`leadhouse quarantine list` says why; mend the map, then `leadhouse quarantine replay`"
    return _told(QUARANTINE, "data_quality.quarantine_backlog", "few rows wait, and not for long", rows, remedy)


def _told(watch: str, mart: str, expectation: str, rows: list[tuple], remedy: str) -> list[Finding]:
    """A finding for each row that asks for an action, or the one that none does."""
    return [
        Finding(
            mart=mart,
            expectation=expectation,
            passed=False,
            action=action,
            figure=f"{table} of {system}: {figure}. {remedy}; if it is right: `leadhouse run --accept {watch}`",
        )
        for table, system, action, figure in rows
    ] or [Finding(mart=mart, expectation=expectation, passed=True, figure="nothing is odd")]
