"""The columns of the published build that fill a destination's fields, and their values as texts."""

import duckdb

from orchestration.errors import ConfigError, nearest
from orchestration.sync.config import SyncTarget

NUMBERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "DECIMAL", "FLOAT", "DOUBLE", "UINTEGER", "UBIGINT")
Kind = str
# Schema and table, column, type.
Place = tuple[str, str, str]


def mapped_columns(connection: duckdb.DuckDBPyConnection, target: SyncTarget) -> dict[str, Place]:
    """Where each mapped column is, and its type; the first of each table is its person."""
    found: dict[str, Place] = {}
    for database, schema, table, column, kind in connection.execute(
        "select database_name, schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where database_name in ('marts', 'activation') and not internal order by all"
    ).fetchall():
        found[f"{table}.{column}"] = (f'"{database}"."{schema}"."{table}"', column, kind)
    for field, column in target.columns.items():
        if column not in found:
            table = column.partition(".")[0]
            beside = [name for name in found if name.startswith(f"{table}.")] or list(found)
            raise ConfigError(
                f"{target.place}: {field}: the published build has no column {column}."
                f"{nearest(column, beside if len(beside) < 60 else [])}"
            )
    wanted = {column.partition(".")[0] for column in target.columns.values()} | {"people_pii"}
    for table in sorted(wanted):
        if f"{table}.person_id" not in found:
            raise ConfigError(f"{target.place}: {table} is not a table of people: it has no column person_id.")
    return {name: place for name, place in found.items() if name.partition(".")[0] in wanted}


def kind_of(place: Place) -> Kind:
    kind = place[2].partition("(")[0]
    if kind in NUMBERS:
        return "number"
    return {"BOOLEAN": "boolean", "DATE": "date"}.get(kind, "moment" if kind.startswith("TIMESTAMP") else "text")


def as_text_sql(column: str, kind: Kind, decimals: int | None) -> str:
    """A value as one text, whatever the type that holds it: 1.50 and 1.5 are no change."""
    if kind == "number":
        number = column if decimals is None else f"round({column}, {decimals})"
        text = f"cast({number} as varchar)"
        short = f"rtrim(rtrim({text}, '0'), '.')"
        return f"case when contains({text}, '.') and not contains({text}, 'e') then {short} else {text} end"
    if kind == "moment":
        return f"strftime({column}, '%Y-%m-%dT%H:%M:%SZ')"
    return f"cast({column} as varchar)"
