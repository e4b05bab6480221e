"""JSON, one object a line. A bad line is one bad row, and a long number keeps all its digits."""

from pathlib import Path

import duckdb

from orchestration.errors import IngestError
from orchestration.file_map import FileMap
from orchestration.sources.duckdb_csv import read_counted
from orchestration.sources.received import Received, check_columns, literal, nothing_to_read, positions_of
from orchestration.sources.records import Reject

MAX_LINE_BYTES = 20_000_000
# Valid JSON has no such character in it, so a line is always one column.
DIALECT = "delim = '\x1f', quote = '', escape = ''"
# In the order in which they are asked.
FAULTS = (
    ("NOT_JSON", "a JSON object", "not json_valid(raw) or json_type(raw) <> 'OBJECT'"),
    ("DUPLICATE_KEY", "each key once", "len(json_keys(raw)) <> len(list_distinct(json_keys(raw)))"),
)


def read_json_lines(connection: duckdb.DuckDBPyConnection, path: Path, file_map: FileMap) -> Received:
    """Read lines into `received`, the mapped keys only. A column like `/utm/source` is a path into nested objects."""
    read = read_counted(connection, path, ["raw"], DIALECT, 0, MAX_LINE_BYTES)
    if read is None:
        raise IngestError(f"{file_map.place}: {file_map.path} cannot be read as lines of JSON.")
    positions = positions_of(file_map.source_columns)
    faults = " ".join(f"when {misfits} then {number}" for number, (_, _, misfits) in enumerate(FAULTS))
    connection.execute(
        f"create or replace temp table lines as select line, raw, case {faults} end as fault "
        "from received where trim(raw) <> ''"
    )
    _check_keys(connection, file_map)
    values = "".join(f", {_extracted(name)} as {position}" for name, position in positions.items())
    connection.execute(
        f"create or replace temp view received as select line, raw{values} from lines where fault is null"
    )
    rejects = [*read.rejects, *_faulty_lines(connection)]
    rows = connection.execute("select count(*) from lines where fault is null").fetchone()[0]
    if rows + len(rejects) == 0:
        return nothing_to_read(file_map, "has no rows")
    return Received(positions, "raw", rows, rejects)


def _extracted(name: str) -> str:
    """SQL for one value as text. `NaN` and `Infinity`, which JSON lacks, stay text that no number column accepts."""
    path = name if name.startswith("/") else '$."' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"nullif(json_extract_string(raw, {literal(path)}), '')"


def _check_keys(connection: duckdb.DuckDBPyConnection, file_map: FileMap) -> None:
    """A key may be absent from a line, but one that is in no line was misspelt."""
    rows = connection.execute(
        "select distinct unnest(json_keys(raw)) as name from lines where fault is null order by name"
    ).fetchall()
    if rows:
        paths = [name for name in file_map.source_columns if name.startswith("/")]
        opened = {path.split("/")[1] for path in paths} - set(file_map.source_columns)
        names = [name for (name,) in rows if name not in opened]
        check_columns([*names, *(path for path in paths if _has_path(connection, path))], file_map)


def _has_path(connection: duckdb.DuckDBPyConnection, path: str) -> bool:
    found = f"select 1 from lines where fault is null and json_exists(raw, {literal(path)}) limit 1"
    return connection.execute(found).fetchone() is not None


def _faulty_lines(connection: duckdb.DuckDBPyConnection) -> list[Reject]:
    rows = connection.execute("select line, fault, raw from lines where fault is not null order by line").fetchall()
    return [Reject(line, *FAULTS[fault][:2], raw) for line, fault, raw in rows]
