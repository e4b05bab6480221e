"""Files with the same bytes for the same rows: no clock in a header, no thread that comes first."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Self, cast

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq


class Inbox:
    """Files of a folder that grow table by table; the suffix of a name decides the format. Whole once it is closed."""

    def __init__(self, folder: Path, delimiters: Mapping[str, str]) -> None:
        self._folder = folder
        self._delimiters = delimiters
        self._files: dict[str, BinaryIO] = {}
        self._parquet: dict[str, pq.ParquetWriter] = {}
        self._columns: dict[str, list[str]] = {}
        self._open = ExitStack()
        folder.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()

    def append(self, name: str, columns: Mapping[str, pa.Array]) -> None:
        table = pa.table(dict(columns))
        self._columns[name] = table.column_names
        if name.endswith(".parquet"):
            if name not in self._parquet:
                self._parquet[name] = self._open.enter_context(pq.ParquetWriter(self._folder / name, table.schema))
            self._parquet[name].write_table(table)
        elif name.endswith(".jsonl"):
            self._file(name).write(_json_lines(table))
        else:
            options = pacsv.WriteOptions(include_header=name not in self._files, delimiter=self._delimiter(name))
            pacsv.write_csv(table, self._file(name), options)

    def append_texts(self, name: str, rows: Sequence[Mapping[str, str]]) -> None:
        """Further rows of a CSV file as somebody typed them, whatever its columns should hold."""
        text = io.StringIO()
        writer = csv.DictWriter(text, self._columns[name], delimiter=self._delimiter(name), lineterminator="\n")
        writer.writerows(rows)
        self._file(name).write(text.getvalue().encode())

    def _delimiter(self, name: str) -> str:
        return self._delimiters.get(name, ",")

    def _file(self, name: str) -> BinaryIO:
        if name not in self._files:
            file = self._open.enter_context((self._folder / name).open("wb"))
            if name.endswith(".gz"):
                # The header of a gzip file has room for a name and a time; both would differ from run to run.
                zipped = gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=1, mtime=0)
                file = cast(BinaryIO, self._open.enter_context(zipped))
            self._files[name] = file
        return self._files[name]


def _json_lines(table: pa.Table) -> bytes:
    rows = ({key: value for key, value in row.items() if value is not None} for row in table.to_pylist())
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
