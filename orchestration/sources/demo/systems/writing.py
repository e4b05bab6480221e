"""Files with the same bytes for the same rows: no clock in a header, no thread that comes first."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Self, cast

import pyarrow as pa
import pyarrow.compute as pc
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

    def append(self, tables: Mapping[str, Mapping[str, pa.Array]]) -> None:
        """Further rows of files; a file without any row is not made."""
        for name, columns in tables.items():
            table = pa.table(dict(columns))
            if table.num_rows == 0:
                continue
            self._columns[name] = table.column_names
            if name.endswith(".parquet"):
                self._parquet_writer(name, table.schema).write_table(table)
            elif name.endswith(".jsonl"):
                self._file(name).write(_json_lines(table))
            else:
                options = pacsv.WriteOptions(include_header=name not in self._files, delimiter=self._delimiter(name))
                pacsv.write_csv(table, self._file(name), options)

    @property
    def names(self) -> set[str]:
        """The files made so far."""
        return set(self._columns)

    def append_texts(self, name: str, rows: Sequence[Mapping[str, str]]) -> None:
        """Further rows of a CSV file as somebody typed them, whatever its columns should hold."""
        text = io.StringIO()
        writer = csv.DictWriter(text, self._columns[name], delimiter=self._delimiter(name), lineterminator="\n")
        writer.writerows(rows)
        self._file(name).write(text.getvalue().encode())

    def _delimiter(self, name: str) -> str:
        return self._delimiters.get(name, ",")

    def _parquet_writer(self, name: str, schema: pa.Schema) -> pq.ParquetWriter:
        if name not in self._parquet:
            self._parquet[name] = self._open.enter_context(pq.ParquetWriter(self._path(name), schema))
        return self._parquet[name]

    def _path(self, name: str) -> Path:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _file(self, name: str) -> BinaryIO:
        if name not in self._files:
            file = self._open.enter_context(self._path(name).open("wb"))
            if name.endswith(".gz"):
                # The header of a gzip file has room for a name and a time; both would differ from run to run.
                zipped = gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=1, mtime=0)
                file = cast(BinaryIO, self._open.enter_context(zipped))
            self._files[name] = file
        return self._files[name]


def _json_lines(table: pa.Table) -> bytes:
    """An object per row; what is nothing is left out. The texts hold no control characters."""
    members = [_json_members(name, table[name]) for name in table.column_names]
    # Each member begins with a comma, the first of an object too.
    objects = pc.utf8_slice_codeunits(pc.binary_join_element_wise(*members, ""), 1)
    lines = pc.binary_join_element_wise("{", objects, "}\n", "")
    return "".join(lines.to_pylist()).encode()


def _json_members(name: str, values: pa.ChunkedArray) -> pa.ChunkedArray:
    quote = "" if pa.types.is_integer(values.type) or pa.types.is_boolean(values.type) else '"'
    if pa.types.is_timestamp(values.type):
        values = pc.strftime(values, "%Y-%m-%dT%H:%M:%SZ")
    text = pc.cast(values, pa.string())
    text = pc.replace_substring(pc.replace_substring(text, "\\", "\\\\"), '"', '\\"')
    member = pc.binary_join_element_wise(f',"{name}":{quote}', text, quote, "")
    return pc.fill_null(member, "")
