"""Two builds of the same marts held against each other, row by row and cell by cell."""

from dataclasses import dataclass, field

import duckdb

# Shares, scores and whatever else is a double: the order in which an engine adds decides the last binary places. Points
# and credits are decimals, rounded from doubles to as many places. All else, money above all, is the same or is not.
TOLERANCE = 1e-9


@dataclass
class Difference:
    """What one mart counts in both builds, and what of it is not the same."""

    mart: str
    rows: tuple[int, int] = (0, 0)
    cells: int = 0
    # How many cells of a column differ.
    different: dict[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.rows[0] != self.rows[1] or bool(self.different)

    def __str__(self) -> str:
        columns = ", ".join(f"{column} in {count}" for column, count in self.different.items())
        return f"{self.mart}: {self.rows[0]} rows and {self.rows[1]}; {columns or 'no cell'} differs"


def compare(connection: duckdb.DuckDBPyConnection, mart: str, ours: str, theirs: str, key: list[str]) -> Difference:
    """Rows of two relations with the same key, cell by cell; a row without a partner differs in all its cells."""
    types = dict(connection.sql(f"select column_name, column_type from (describe {ours})").fetchall())
    others = dict(connection.sql(f"select column_name, column_type from (describe {theirs})").fetchall())
    result = Difference(mart)
    result.rows = tuple(connection.sql(f"select count(*) from {side}").fetchone()[0] for side in (ours, theirs))
    if types != others:
        changed = set(types.items()) ^ set(others.items())
        result.different = dict.fromkeys(sorted({name for name, _ in changed}), max(*result.rows, 1))
        return result
    tests = [f"count(*) filter (where {_differs(name, types[name])})" for name in types]
    matched = " and ".join(f'ours."{name}" is not distinct from theirs."{name}"' for name in key)
    counted = connection.sql(
        f"select count(*), {', '.join(tests)} from (select *, true as is_there from {ours}) as ours "
        f"full outer join (select *, true as is_there from {theirs}) as theirs on {matched}"
    ).fetchone()
    result.cells = counted[0] * len(types)
    result.different = {name: count for name, count in zip(types, counted[1:], strict=True) if count}
    return result


def _differs(name: str, data_type: str) -> str:
    ours, theirs = f'ours."{name}"', f'theirs."{name}"'
    if data_type == "DOUBLE" or data_type.endswith(",9)"):
        size = f"greatest(1, abs({ours}), abs({theirs}))"
        same = f"coalesce(abs({ours} - {theirs}) <= {TOLERANCE} * {size}, {ours} is null and {theirs} is null)"
    else:
        same = f"{ours} is not distinct from {theirs}"
    return f"not (coalesce(ours.is_there and theirs.is_there, false) and {same})"
