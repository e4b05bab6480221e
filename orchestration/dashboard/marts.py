"""Bounded, read-only reading of the marts: counts and sums, never rows of people."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from orchestration.dashboard.periods import Period, earliest_month, periods
from orchestration.engine import connect

Row = dict[str, Any]


class Marts:
    """What the page asks of a marts file: the rows of a query, in types that JSON knows."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, as_of_on: date) -> None:
        self._connection = connection
        self.as_of_on = as_of_on
        # In queries, `month_of(day)` is the month as the page keeps it.
        connection.execute(
            f"""
            create temp macro month_of(day) as
                case when strftime(day, '%Y-%m') < '{earliest_month(as_of_on)}' then 'earlier'
                else strftime(day, '%Y-%m') end
            """
        )

    def rows(self, query: str, *values: Any, **named: Any) -> list[Row]:
        """Rows as dictionaries: money as float, days as ISO text, NaN and infinity as None."""
        cursor = self._connection.execute(query, named or values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, map(_plain, row), strict=True)) for row in cursor.fetchall()]

    def periods(self) -> list[Period]:
        """What a reader may pick: periods that leads fill."""
        found = self.rows("select min(cohort_month) as first from funnel.funnel_conversions")[0]["first"]
        return periods(date.fromisoformat(found) if found else self.as_of_on, self.as_of_on)


@contextmanager
def open_marts(path: Path, as_of: datetime) -> Iterator[Marts]:
    with connect(path, read_only=True) as connection:
        told = connection.execute("select as_of_on from core.reporting").fetchone()
        yield Marts(connection, told[0] if told else as_of.date())


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
