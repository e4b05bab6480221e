"""Rows that fit no table, kept whole in quarantine: with their reason, and where they came from."""

from dataclasses import dataclass
from datetime import datetime

import duckdb

from orchestration.sources.column_map import Check
from orchestration.sources.received import Received, literal
from orchestration.sources.records import Reject


@dataclass(frozen=True)
class Origin:
    """What is the same for all misfits of one load; `quarantined_at` is UTC without a zone, as tables hold it."""

    load_id: str
    source_system: str
    table_name: str
    file_name: str
    quarantined_at: datetime


def quarantine_rows(
    connection: duckdb.DuckDBPyConnection, received: Received, checks: list[Check], origin: Origin
) -> None:
    """Keep the rows of the temporary table `judged` that failed a check, under the first that they failed."""
    # To join all rows for none would read a file of JSON once more.
    if connection.execute("select 1 from judged where failed is not null limit 1").fetchone() is None:
        return
    rules = ", ".join(
        f"({number}, {literal(check.reason)}, {literal(check.column)}, {literal(check.rule)})"
        for number, check in enumerate(checks)
    )
    connection.execute(
        f"""
        insert into quarantine.rows
        select $load_id, $source_system, $table_name, $file_name, judged.line, rules.reason, rules.column_name,
            rules.rule, {received.record}, $quarantined_at
        from judged
        inner join (values {rules}) as rules (number, reason, column_name, rule) on judged.failed = rules.number
        inner join received on judged.line = received.line
        order by judged.line
        """,
        vars(origin),
    )


def quarantine_rejects(connection: duckdb.DuckDBPyConnection, rejects: list[Reject], origin: Origin) -> None:
    """Keep the records that are no rows at all."""
    connection.execute(
        """
        insert into quarantine.rows
        select $load_id, $source_system, $table_name, $file_name, unnest($lines::bigint[]),
            unnest($reasons::varchar[]), null, unnest($rules::varchar[]), unnest($records::varchar[]), $quarantined_at
        """,
        vars(origin)
        | {
            "lines": [reject.line for reject in rejects],
            "reasons": [reject.reason for reject in rejects],
            "rules": [reject.rule for reject in rejects],
            "records": [reject.record for reject in rejects],
        },
    )
