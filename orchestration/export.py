"""The published marts as files, for tools that don't open DuckDB."""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from orchestration.errors import NotFound
from orchestration.query import LOCKED, write_csv_rows

# Comes last and names the build: whoever finds another build in it than before has all files of that one.
RECEIPT = "export.json"
PARTIAL = ".partial"
CHUNK = 10_000


class Exported(NamedTuple):
    build_id: str
    rows: dict[str, int]


def export_marts(marts: Path, directory: Path, form: str, wanted: Sequence[str] = ()) -> Exported:
    """Write each mart of a published marts file, or those `wanted`, to `directory/<schema>.<mart>.<form>`.

    All are written beside their place first and then moved there, so that a reader finds each file whole, the old or
    the new, and an export that fails leaves what was there. Raises NotFound for a mart that there is not.
    """
    partial = directory / PARTIAL
    shutil.rmtree(partial, ignore_errors=True)
    with duckdb.connect(str(marts), read_only=True) as connection:
        names = _names(connection, wanted)
        partial.mkdir(parents=True)
        if form == "csv":
            connection.execute(LOCKED)
        rows = {name: WRITERS[form](connection, name, partial / f"{name}.{form}") for name in names}
    exported = Exported(marts.parent.name, rows)
    (partial / RECEIPT).write_text(json.dumps({"build_id": exported.build_id, "format": form, "rows": rows}, indent=1))
    for name in [*(f"{name}.{form}" for name in names), RECEIPT]:
        _sync(partial / name)
        (partial / name).replace(directory / name)
    partial.rmdir()
    return exported


def _names(connection: duckdb.DuckDBPyConnection, wanted: Sequence[str]) -> list[str]:
    tables = "select table_schema || '.' || table_name from information_schema.tables order by all"
    known = [name for (name,) in connection.sql(tables).fetchall()]
    if missing := sorted(set(wanted) - set(known)):
        raise NotFound(f"There is no mart {', '.join(missing)}. There are: {', '.join(known)}.")
    return [name for name in known if not wanted or name in wanted]


def _table(name: str) -> str:
    schema, _, mart = name.partition(".")
    return f'"{schema}"."{mart}"'


def _write_parquet(connection: duckdb.DuckDBPyConnection, name: str, file: Path) -> int:
    path = str(file).replace("'", "''")
    (count,) = connection.execute(f"copy {_table(name)} to '{path}' (format parquet)").fetchone()
    return count


def _write_csv(connection: duckdb.DuckDBPyConnection, name: str, file: Path) -> int:
    answer = connection.execute(f"from {_table(name)}")
    with file.open("w", encoding="utf-8", newline="") as stream:
        write_csv_rows([column[0] for column in answer.description], _rows(answer), stream)
    (count,) = connection.execute(f"select count(*) from {_table(name)}").fetchone()
    return count


def _rows(answer: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while chunk := answer.fetchmany(CHUNK):
        yield from chunk


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


WRITERS = {"parquet": _write_parquet, "csv": _write_csv}
