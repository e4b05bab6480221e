"""A landed file as a table of texts, with the line of every row, and the records that are no rows."""

from pathlib import Path

import duckdb

from orchestration.file_map import FileMap
from orchestration.sources.csv_text import read_csv
from orchestration.sources.json_lines import read_json_lines
from orchestration.sources.parquet import read_parquet
from orchestration.sources.plain_text import excel_as_csv, inflated, plain_text
from orchestration.sources.received import Received


def receive(connection: duckdb.DuckDBPyConnection, path: Path, file_map: FileMap, scratch: Path) -> Received:
    """Read a landed file into the temporary view `received` (line, c0, c1, …), all values text.

    Raises IngestError if the file as a whole is no table with the columns that its map names.
    """
    if path.suffix == ".gz":
        path = inflated(path, file_map, scratch)
    match file_map.format:
        case "parquet":
            return read_parquet(connection, path, file_map)
        case "jsonl":
            return read_json_lines(connection, plain_text(path, file_map, scratch), file_map)
        case "excel":
            return read_csv(connection, excel_as_csv(path, file_map, scratch), file_map, scratch, delimiter=",")
        case _:
            return read_csv(connection, plain_text(path, file_map, scratch), file_map, scratch, file_map.delimiter)
