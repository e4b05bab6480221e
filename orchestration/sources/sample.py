"""The first rows of a file nobody has described yet: for a proposal that a person reads, never for loading."""

import csv
import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from os import SEEK_END
from pathlib import Path
from typing import IO

import duckdb
from python_calamine import CalamineError, CalamineWorkbook

from orchestration.engine import connect
from orchestration.file_map import FORMATS_BY_SUFFIX
from orchestration.sources.footers import Footer, footer_of
from orchestration.sources.plain_text import cell_text, likely_encoding
from orchestration.sources.received import literal, numbered

ROWS = 5_000
HEAD_BYTES = 1 << 20
TAIL_BYTES = 1 << 13
# A header stands within the first rows.
HEADER_WITHIN = 20


# What readers raise for files that are not what their suffix says, or damaged.
UNREADABLE = (OSError, EOFError, TypeError, ValueError, csv.Error, zlib.error, duckdb.Error, CalamineError)


@dataclass(frozen=True)
class Sample:
    """A file's column names, the values seen under each (empty ones left out), and how the file seems to be written."""

    path: Path
    values: dict[str, list[str]]
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str | None = None
    skip_lines: int = 0
    ends_open: bool = False
    repeated: tuple[str, ...] = ()
    footer: Footer | None = None


def take_samples(path: Path) -> list[Sample]:
    """One sample per table in a file: none if it is of a kind that is not read, or has no header.

    Raises one of UNREADABLE for a file that cannot be read as what it says it is.
    """
    file_format = FORMATS_BY_SUFFIX.get(Path(path.name.removesuffix(".gz")).suffix.lower())
    match file_format:
        case "csv":
            samples = [_of_csv(path)]
        case "jsonl":
            with _open(path, "utf-8-sig") as file:
                samples = [_of_objects(path, [json.loads(line) for line in islice(file, ROWS) if line.strip()])]
        case "parquet" if path.suffix != ".gz":
            with connect() as connection:
                query = f"select columns(*)::varchar from read_parquet({literal(str(path))}) limit {ROWS}"
                rows = connection.sql(query)
                samples = [_of_rows(Sample(path, {}), [rows.columns, *rows.fetchall()])]
        case "excel" if path.suffix != ".gz":
            samples = _of_workbook(path)
        case _:
            samples = []
    return [sample for sample in samples if sample]


def _of_csv(path: Path) -> Sample | None:
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        is_whole = not file.read(1)
        tail = b"" if is_whole or path.suffix == ".gz" else _tail(file)
    encoding = "utf-8"
    try:
        head[: head.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        encoding = likely_encoding(head)
    with _open(path, "utf-8-sig" if encoding == "utf-8" else encoding) as file:
        lines = list(islice(file, ROWS))
    if len(lines) == ROWS and tail:
        # The first line of a tail is none: it was cut.
        lines += tail.decode(encoding, errors="replace").splitlines(keepends=True)[1:]
    delimiter = max(",;\t|", key=lambda sign: max((line.count(sign) for line in lines[:HEADER_WITHIN]), default=0))
    ends_open = is_whole and bool(lines) and not lines[-1].endswith(("\n", "\r"))
    rows = list(csv.reader(lines, delimiter=delimiter))
    return _of_rows(Sample(path, {}, encoding, delimiter, ends_open=ends_open), rows)


def _of_workbook(path: Path) -> list[Sample | None]:
    workbook = CalamineWorkbook.from_path(str(path))
    several = len(workbook.sheet_names) > 1
    samples = []
    for name in workbook.sheet_names:
        cells = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=ROWS)
        rows = [[cell_text(cell) for cell in row] for row in cells]
        samples.append(_of_rows(Sample(path, {}, sheet=name if several else None), rows))
    return samples


def _of_objects(path: Path, objects: list[object]) -> Sample | None:
    values: dict[str, list[str]] = {}
    for entry in objects:
        if not isinstance(entry, dict):
            raise TypeError("its lines are no JSON objects")
        for name, value in _flat(entry):
            values.setdefault(name, []).extend([] if value is None else [str(value)])
    return Sample(path, values) if values else None


def names_of_objects(lines: Iterable[str]) -> list[str]:
    """What a column map may name in JSON lines: the keys of their objects, and the paths to what lies in these."""
    objects = [entry for line in lines if line.strip() and isinstance(entry := json.loads(line), dict)]
    return list(dict.fromkeys(name for entry in objects for name in (*entry, *(path for path, _ in _flat(entry)))))


def _flat(entry: dict[str, object], above: str = "") -> Iterator[tuple[str, object]]:
    """The values of an object by name; those of objects in it by path."""
    for name, value in entry.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above or '/'}{name}/")
        else:
            yield f"{above}{name}", value


def _of_rows(sample: Sample, rows: Sequence[Sequence[str | None]]) -> Sample | None:
    header = _header_line(rows)
    if header is None:
        return None
    labels = [str(name or "").strip() for name in rows[header]]
    repeated = {name for name in labels if name and labels.count(name) > 1}
    names = numbered(labels) if repeated else labels
    names = [name if label else "" for name, label in zip(names, labels, strict=True)]
    footer, data = footer_of(names, rows[header + 1 :])
    filled: dict[str, list[str]] = {name: [] for name in names if name}
    for row in data:
        for name, value in zip(names, row, strict=False):
            if name and value and value.strip():
                filled[name].append(value.strip())
    # Blank lines above a header need not be skipped.
    has_title = any(map(_width, rows[:header]))
    skipped = header if has_title else 0
    return replace(sample, values=filled, skip_lines=skipped, repeated=tuple(sorted(repeated)), footer=footer)


def _tail(file: IO[bytes]) -> bytes:
    """The last bytes of an open file: where a sum stands, if there is one."""
    size = file.seek(0, SEEK_END)
    # An even place, for encodings of two bytes a letter.
    file.seek(max(size - TAIL_BYTES, 0) & ~1)
    return file.read()


def _header_line(rows: Sequence[Sequence[str | None]]) -> int | None:
    """The first row more than half as wide as the widest at the top: a report's title is narrower than its table."""
    widths = [_width(row) for row in rows[:HEADER_WITHIN]]
    return next((line for line, width in enumerate(widths) if width > max(widths) / 2), None)


def _width(row: Sequence[str | None]) -> int:
    """The place of the last cell that holds something."""
    return max((place for place, value in enumerate(row, start=1) if value and value.strip()), default=0)


def _open(path: Path, encoding: str) -> IO[str]:
    return (
        gzip.open(path, "rt", encoding=encoding, newline="")
        if path.suffix == ".gz"
        else path.open(encoding=encoding, newline="")
    )
