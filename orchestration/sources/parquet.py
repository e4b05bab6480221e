"""Parquet: columns as text, so that one gate judges all formats alike."""

from pathlib import Path

import duckdb

from orchestration.errors import IngestError
from orchestration.file_map import FileMap
from orchestration.sources.received import (
    Received,
    check_columns,
    identifier,
    literal,
    nothing_to_read,
    positions_of,
    whole_row,
)

# In files that we rewrote: the number that a row had in the file as it came.
LINE = "_leadhouse_line"


def read_parquet(connection: duckdb.DuckDBPyConnection, path: Path, file_map: FileMap) -> Received:
    """Read a Parquet file into `received`; a row's line is its number in the file as it came."""
    scan = f"read_parquet({literal(str(path))}, file_row_number = true)"
    try:
        described = connection.execute(f"describe select * exclude (file_row_number) from {scan}").fetchall()
        names = [row[0] for row in described if row[0] != LINE]
        line = LINE if len(names) < len(described) else "file_row_number + 1"
        check_columns(names, file_map)
        types = {name: data_type for name, data_type, *_ in described}
        values = "".join(
            f", {_as_text(identifier(name), types[name])} as {position}"
            for name, position in positions_of(names).items()
        )
        connection.execute(f"create or replace temp view received as select {line} as line{values} from {scan}")
        rows = connection.execute(f"select count(*) from {scan}").fetchone()[0]
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise IngestError(f"{file_map.place}: {file_map.path} is no Parquet file that can be read: {reason}") from None
    return Received(positions_of(names), whole_row(names), rows) if rows else nothing_to_read(file_map, "has no rows")


def _as_text(column: str, data_type: str) -> str:
    """SQL for a value as text. Whole numbers lose the `.0` that ids get where programs keep them as floats."""
    if data_type not in {"DOUBLE", "FLOAT"}:
        return f"cast({column} as varchar)"
    is_whole = f"{column} = trunc({column}) and abs({column}) < 1e15"
    return f"case when {is_whole} then cast(cast({column} as bigint) as varchar) else cast({column} as varchar) end"
