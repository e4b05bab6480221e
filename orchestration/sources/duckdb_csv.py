"""DuckDB's CSV reader, told everything and asked for its rejects: rows with the line each stands in."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb

from orchestration.sources.received import literal
from orchestration.sources.records import Reject, as_text

REASONS = {
    "MISSING COLUMNS": ("MISSING_COLUMNS", "as many columns as the header"),
    "TOO MANY COLUMNS": ("TOO_MANY_COLUMNS", "as many columns as the header"),
    "UNQUOTED VALUE": ("QUOTING", "quotes closed, and doubled inside"),
    "INVALID ENCODING": ("ENCODING", "valid UTF-8"),
    "LINE SIZE OVER MAXIMUM": ("FIELD_TOO_LARGE", "not longer than the limit of a record"),
}


@dataclass(frozen=True)
class Read:
    """Rows in the temporary view `received`, and the records that are none."""

    rows: int
    rejects: list[Reject]


def read_counted(
    connection: duckdb.DuckDBPyConnection, path: Path, columns: list[str], dialect: str, header_lines: int, longest: int
) -> Read | None:
    """Read a file into `received` (line, columns); None where the reader gives up.

    Lines are right if every record is one line: the caller compares rows and rejects with the lines of the file.
    """
    connection.execute("drop table if exists reject_errors; drop table if exists reject_scans")
    options = f"{dialect}, header = false, skip = {header_lines}, store_rejects = true, rejects_limit = 0"
    try:
        rows = _store(connection, path, dict.fromkeys(columns, "varchar"), options, longest)
    except duckdb.Error:
        return None
    rejects = _rejects(connection, path)
    _number_rows(connection, header_lines, [reject.line for reject in rejects])
    return Read(rows, rejects)


def read_numbered(connection: duckdb.DuckDBPyConnection, path: Path, columns: list[str], longest: int) -> int:
    """Read a file of ours, whose first column is the line and in which all is quoted; the number of its rows."""
    options = "delim = ',', quote = '\"', escape = '\"', strict_mode = true, new_line = '\\n', header = false"
    rows = _store(connection, path, {"line": "bigint", **dict.fromkeys(columns, "varchar")}, options, longest)
    connection.execute("create or replace temp view received as select * from received_rows")
    return rows


def _store(
    connection: duckdb.DuckDBPyConnection, path: Path, columns: dict[str, str], options: str, longest: int
) -> int:
    types = ", ".join(f"{literal(name)}: {literal(data_type)}" for name, data_type in columns.items())
    connection.execute(
        f"create or replace temp table received_rows as select * from read_csv({literal(str(path))}, "
        f"auto_detect = false, columns = {{{types}}}, nullstr = '', compression = 'none', "
        f"max_line_size = {longest}, {options})"
    )
    return connection.execute("select count(*) from received_rows").fetchone()[0]


def _rejects(connection: duckdb.DuckDBPyConnection, path: Path) -> list[Reject]:
    """The reader's rejects, one a line; their bytes come from the file, because the reader mends them."""
    errors = dict(
        connection.execute(
            "select line, first(error_type order by column_idx) from reject_errors group by line order by line"
        ).fetchall()
    )
    rejects = []
    last = max(errors, default=0)
    with path.open("rb") as file:
        for line, record in enumerate(islice(file, last), start=1):
            if line in errors:
                reason, rule = REASONS.get(errors[line], ("UNREADABLE", errors[line].lower()))
                rejects.append(Reject(line, reason, rule, as_text(record)))
    return rejects


def _number_rows(connection: duckdb.DuckDBPyConnection, header_lines: int, rejected: list[int]) -> None:
    """Give every row its line: its place among the rows, moved down by the header and by each reject above it."""
    if not rejected:
        query = f"select rowid + {1 + header_lines} as line, * from received_rows"
    else:
        connection.execute("create or replace temp table rejected_lines as select unnest(?) as line", [rejected])
        query = f"""
            with gaps as (
                select
                    line - {header_lines} - row_number() over (order by line) as rows_above,
                    row_number() over (order by line) as rejects_above
                from rejected_lines
            ), shifts as (
                select -1 as rows_above, 0 as shift
                union all
                select rows_above, max(rejects_above) from gaps group by rows_above
            )
            select received_rows.rowid + {1 + header_lines} + shifts.shift as line, received_rows.*
            from received_rows
            asof join shifts on received_rows.rowid >= shifts.rows_above
        """
    connection.execute(f"create or replace temp view received as {query}")
