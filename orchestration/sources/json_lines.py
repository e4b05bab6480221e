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
RULES = {"NOT_JSON": "a JSON object", "DUPLICATE_KEY": "each key once"}
# The keys of an object, null for a line that is none. In this order: json_type() stops at what is no JSON.
KEYS = "case when json_valid(raw) then case when json_type(raw) = 'OBJECT' then json_keys(raw) end end"


def read_json_lines(connection: duckdb.DuckDBPyConnection, path: Path, file_map: FileMap) -> Received:
    """Read lines into `received`, the mapped keys only. A column like `/utm/source` is a path into nested objects."""
    read = read_counted(connection, path, ["raw"], DIALECT, 0, MAX_LINE_BYTES)
    if read is None:
        raise IngestError(f"{file_map.place}: {file_map.path} cannot be read as lines of JSON.")
    connection.execute(
        r"drop view if exists numbered_lines; alter view received rename to numbered_lines;"
        r"create or replace temp view lines as "
        r"select line, raw from numbered_lines where not regexp_full_match(raw, '\s*')"
    )
    # Files have few combinations of keys, so looking at each once is looking at all lines.
    found = connection.execute(f"select {KEYS} as names, count(*) from lines group by all order by all").fetchall()
    doubled = [names for names, _ in found if names and len(set(names)) < len(names)]
    is_faultless = not doubled and all(names is not None for names, _ in found)
    faulty = _set_faulty_lines_apart(connection, doubled, "lines limit 0" if is_faultless else "lines")
    rows = sum(count for _, count in found) - len(faulty)
    _check_keys(connection, file_map, [names for names, _ in found if names is not None and names not in doubled])
    positions = positions_of(file_map.source_columns)
    # Each line is parsed once for all its values.
    paths = ", ".join(literal(_path(name)) for name in positions)
    values = "".join(
        f", nullif(texts[{number}], '') as {position}" for number, position in enumerate(positions.values(), start=1)
    )
    connection.execute(
        f"create or replace temp view received as select line, raw{values} from "
        f"(select line, raw, json_extract_string(raw, [{paths}]) as texts from lines "
        "anti join faulty on lines.line = faulty.line)"
    )
    rejects = [*read.rejects, *faulty]
    if rows + len(rejects) == 0:
        return nothing_to_read(file_map, "has no rows")
    return Received(positions, "raw", rows, rejects)


def _path(name: str) -> str:
    """Where a value stands. `NaN` and `Infinity`, which JSON lacks, stay text that no number column accepts."""
    return name if name.startswith("/") else '$."' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _set_faulty_lines_apart(
    connection: duckdb.DuckDBPyConnection, doubled: list[list[str]], lines: str
) -> list[Reject]:
    """Fill the temporary table `faulty` (line, fault, raw): what is no object, and what names a key twice."""
    connection.execute(
        f"""
        create or replace temp table faulty as
        select line, case when names is null then 'NOT_JSON' else 'DUPLICATE_KEY' end as fault, raw
        from (select line, raw, {KEYS} as names from {lines})
        where names is null or list_contains(?::varchar[][], names)
        """,
        [doubled],
    )
    rows = connection.execute("select line, fault, raw from faulty order by line").fetchall()
    return [Reject(line, fault, RULES[fault], raw) for line, fault, raw in rows]


def _check_keys(connection: duckdb.DuckDBPyConnection, file_map: FileMap, key_lists: list[list[str]]) -> None:
    """A key may be absent from a line, but one that is in no line was misspelt."""
    if key_lists:
        paths = [name for name in file_map.source_columns if name.startswith("/")]
        opened = {path.split("/")[1] for path in paths} - set(file_map.source_columns)
        names = sorted({name for names in key_lists for name in names} - opened)
        check_columns([*names, *(path for path in paths if _has_path(connection, path))], file_map)


def _has_path(connection: duckdb.DuckDBPyConnection, path: str) -> bool:
    found = f"select 1 from lines where case when json_valid(raw) then json_exists(raw, {literal(path)}) end limit 1"
    return connection.execute(found).fetchone() is not None
