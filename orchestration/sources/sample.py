"""The first rows of a file nobody has described yet: for a proposal that a person reads, never for loading."""

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

import duckdb
from python_calamine import CalamineWorkbook

from orchestration.file_map import FORMATS_BY_SUFFIX
from orchestration.sources.plain_text import cell_text, likely_encoding
from orchestration.sources.received import literal

ROWS = 5_000
HEAD_BYTES = 1 << 20


@dataclass(frozen=True)
class Sample:
    """A file's column names, the values seen under each (empty ones left out), and how the file seems to be written."""

    path: Path
    values: dict[str, list[str]]
    encoding: str = "utf-8"
    delimiter: str = ","


def take_sample(path: Path) -> Sample | None:
    """A sample, or None for a file of a kind that is not read or that has no header."""
    file_format = FORMATS_BY_SUFFIX.get(Path(path.name.removesuffix(".gz")).suffix.lower())
    match file_format:
        case "csv":
            return _of_csv(path)
        case "jsonl":
            with _open(path, "utf-8") as file:
                return _of_dicts(path, (json.loads(line) for line in islice(file, ROWS) if line.strip()))
        case "parquet":
            rows = duckdb.sql(f"select columns(*)::varchar from read_parquet({literal(str(path))}) limit {ROWS}")
            return _of_rows(path, [rows.columns, *rows.fetchall()])
        case "excel":
            sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
            return _of_rows(path, [[cell_text(cell) for cell in row] for row in sheet.to_python(nrows=ROWS)])
    return None


def _of_csv(path: Path) -> Sample | None:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    encoding = "utf-8"
    try:
        head[: head.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        encoding = likely_encoding(head)
    with _open(path, "utf-8-sig" if encoding == "utf-8" else encoding) as file:
        header = file.readline()
        delimiter = max(",;\t|", key=header.count)
        rows = csv.reader(_with_first(header, file), delimiter=delimiter)
        return _of_rows(path, list(islice(rows, ROWS)), encoding, delimiter)


def _with_first(first: str, rest: IO[str]) -> Iterator[str]:
    yield first
    yield from rest


def _of_dicts(path: Path, objects: Iterator[dict[str, object]]) -> Sample | None:
    values: dict[str, list[str]] = {}
    for entry in objects:
        for name, value in entry.items():
            values.setdefault(name, []).extend([] if value is None else [str(value)])
    return Sample(path, values) if values else None


def _of_rows(
    path: Path, rows: list[list[str]] | list[tuple[str, ...]], encoding: str = "utf-8", delimiter: str = ","
) -> Sample | None:
    if not rows or not any(rows[0]):
        return None
    names = [str(name).strip() for name in rows[0]]
    filled: dict[str, list[str]] = {name: [] for name in names}
    for row in rows[1:]:
        for name, value in zip(names, row, strict=False):
            if value and value.strip():
                filled[name].append(value.strip())
    return Sample(path, filled, encoding, delimiter)


def _open(path: Path, encoding: str) -> IO[str]:
    return (
        gzip.open(path, "rt", encoding=encoding, newline="")
        if path.suffix == ".gz"
        else path.open(encoding=encoding, newline="")
    )
