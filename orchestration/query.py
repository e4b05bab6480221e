"""Questions to the published marts: read-only, no files, no network."""

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TextIO

import duckdb

from orchestration.errors import PublishedDamaged, QueryRefused
from orchestration.manifest import REMEDY
from orchestration.warehouse import tells_of_damage

LOCKED = "set enable_external_access = false; set TimeZone = 'UTC'; set lock_configuration = true"
# More than anybody reads in a terminal.
SHOWN_ROWS = 1000


class Answer(NamedTuple):
    columns: list[str]
    rows: list[tuple[Any, ...]]


def ask(marts: Path, sql: str, parameters: Sequence[Any] = (), limit: int | None = None) -> Answer:
    """Answer one query, `parameters` standing for its `$1`…, from a published marts file: all rows, or `limit` of them.

    The connection can neither write, nor open another file or address, nor be talked into it: its settings are locked.
    Raises QueryRefused with DuckDB's reason, PublishedDamaged where it tells of damage.
    """
    try:
        with duckdb.connect(str(marts), read_only=True) as connection:
            connection.execute(LOCKED)
            relation = connection.sql(sql, params=parameters)
            # Statements that return nothing have no relation.
            if relation is None:
                return Answer([], [])
            rows = relation if limit is None else relation.limit(limit)
            return Answer(relation.columns, rows.fetchall())
    except duckdb.Error as error:
        reason = " ".join(str(error).split())
        if tells_of_damage(error):
            raise PublishedDamaged(f"{marts} is not what was published: {reason} {REMEDY}") from None
        raise QueryRefused(reason) from None


def write_table(answer: Answer) -> None:
    """Print a table as wide as the terminal, or as wide as it needs where there is none."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(*answer.columns, box=box.SIMPLE_HEAD)
    for row in answer.rows[:SHOWN_ROWS]:
        table.add_row(*("" if value is None else str(value) for value in row))
    console = Console(width=None if sys.stdout.isatty() else max(80, 30 * len(answer.columns)), markup=False)
    console.print(table)
    if len(answer.rows) > SHOWN_ROWS:
        console.print(f"The first {SHOWN_ROWS:,} rows; --csv and --json write all.")


def write_csv(answer: Answer, stream: TextIO) -> None:
    """Write CSV that a spreadsheet shows and doesn't execute."""
    write_csv_rows(answer.columns, answer.rows, stream)


def write_csv_rows(columns: Sequence[str], rows: Iterable[Sequence[Any]], stream: TextIO) -> None:
    """The same, row by row: text that begins like a formula gets an apostrophe."""
    plain = csv.writer(stream, lineterminator="\n")
    # Readers take a carriage return for the end of a row as well, but only those of the line's own end are quoted.
    quoted = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
    plain.writerow(columns)
    for row in rows:
        values = [_harmless(value) for value in row]
        writer = quoted if any(isinstance(value, str) and "\r" in value for value in values) else plain
        writer.writerow(values)


def write_json(answer: Answer, stream: TextIO) -> None:
    """Write a list of objects; what JSON has no type for (moments, decimals) as text."""
    json.dump([dict(zip(answer.columns, row, strict=True)) for row in answer.rows], stream, default=str, indent=1)
    stream.write("\n")


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
