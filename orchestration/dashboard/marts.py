"""Bounded, read-only reading of the marts: counts and sums, never rows of people."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]


class Marts:
    """What the page asks of a marts file: the rows of a query, in types that JSON knows."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def rows(self, query: str, *values: Any) -> list[Row]:
        """Rows as dictionaries: money as float, days as ISO text, NaN and infinity as None."""
        cursor = self._connection.execute(query, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, map(_plain, row), strict=True)) for row in cursor.fetchall()]

    def row(self, query: str, *values: Any) -> Row:
        """The one row of an aggregate."""
        return self.rows(query, *values)[0]


@contextmanager
def open_marts(path: Path) -> Iterator[Marts]:
    with duckdb.connect(path, read_only=True) as connection:
        yield Marts(connection)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
