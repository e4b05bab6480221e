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


def read_parquet(connection: duckdb.DuckDBPyConnection, path: Path, file_map: FileMap) -> Received:
    """Read a Parquet file into `received`; a row's line is its number."""
    scan = f"read_parquet({literal(str(path))}, file_row_number = true)"
    try:
        described = connection.execute(f"describe select * exclude (file_row_number) from {scan}").fetchall()
        names = [row[0] for row in described]
        check_columns(names, file_map)
        values = "".join(
            f", cast({identifier(name)} as varchar) as {position}" for name, position in positions_of(names).items()
        )
        connection.execute(
            f"create or replace temp table received_rows as select file_row_number + 1 as line{values} from {scan};"
            "create or replace temp view received as select * from received_rows"
        )
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise IngestError(f"{file_map.place}: {file_map.path} is no Parquet file that can be read: {reason}") from None
    rows = connection.execute("select count(*) from received_rows").fetchone()[0]
    return Received(positions_of(names), whole_row(names), rows) if rows else nothing_to_read(file_map, "has no rows")
