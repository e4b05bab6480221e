"""CSV of any shape, record by record: the slow and exact reader for files that the fast one cannot account for."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

# Longer records are no data; it is also how far a quote that was never closed is followed.
MAX_RECORD_BYTES = 2_000_000

UNFINISHED_RULE = "a line end, or the file may be cut; if it is whole, say 'may_end_without_newline: true'"

csv.field_size_limit(MAX_RECORD_BYTES * 2)


@dataclass(frozen=True)
class Reject:
    """A record that is no row of the table: kept whole, as text where it is UTF-8, else as `hex:…`."""

    line: int
    reason: str
    rule: str
    record: str


def header_of(path: Path, delimiter: str, skip_lines: int) -> tuple[list[str], int]:
    """The names in a header (none if there is no header) and the lines up to its end.

    Blank lines above it are no header. A column without a name gets one by its place: spreadsheets leave delimiters
    behind. Raises UnicodeDecodeError, and csv.Error for what is no line of a table.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        for _ in range(skip_lines):
            file.readline()
        reader = csv.reader(file, delimiter=delimiter)
        names = next((row for row in reader if any(name.strip() for name in row)), [])
        named = [name.strip() or f"column {position}" for position, name in enumerate(names, start=1)]
        return named, skip_lines + reader.line_num


def write_plain_records(
    path: Path, delimiter: str, width: int, header_lines: int, target: Path, may_end_open: bool
) -> list[Reject]:
    """Write every good record to `target` as CSV with its line number in front; return the others.

    A quote that is never closed costs the line it stands in, not the lines after it. A last record without a line end
    is good only if it `may_end_open`.
    """
    rejects: list[Reject] = []
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        for line, record in records_of(path, header_lines):
            parsed = _parsed(line, record, delimiter, width, may_end_open)
            if isinstance(parsed, Reject):
                rejects.append(parsed)
            else:
                writer.writerow([line, *parsed])
    return rejects


def as_text(record: bytes) -> str:
    """A record's bytes for the quarantine, without loss."""
    try:
        return record.rstrip(b"\r\n").decode("utf-8")
    except UnicodeDecodeError:
        return f"hex:{record.hex()}"


def records_of(path: Path, header_lines: int) -> Iterator[tuple[int, bytes]]:
    """Records with their first line. Blank lines are none; lines belong together while a quote is open between them."""
    waiting: deque[bytes] = deque()
    line = header_lines
    with path.open("rb") as file:
        for _ in range(header_lines):
            file.readline()
        while first := waiting.popleft() if waiting else file.readline():
            line += 1
            more = _rest_of_record(first, waiting, file) if first.count(b'"') % 2 else []
            if first.strip(b"\r\n"):
                yield line, b"".join([first, *more])
            line += len(more)


def _rest_of_record(first: bytes, waiting: deque[bytes], file: BinaryIO) -> list[bytes]:
    """The lines up to the closing quote; none (they wait again) if it never comes or leaves no sound record."""
    lines: list[bytes] = []
    size = len(first)
    while size < MAX_RECORD_BYTES and (line := waiting.popleft() if waiting else file.readline()):
        lines.append(line)
        size += len(line)
        if line.count(b'"') % 2:
            if _is_sound(b"".join([first, *lines])):
                return lines
            break
    waiting.extendleft(reversed(lines))
    return []


def _is_sound(record: bytes) -> bool:
    try:
        next(csv.reader([record.decode("utf-8", "replace")], strict=True))
    except csv.Error:
        return False
    return True


def _parsed(line: int, record: bytes, delimiter: str, width: int, may_end_open: bool) -> list[str] | Reject:
    if len(record) > MAX_RECORD_BYTES:
        return Reject(line, "FIELD_TOO_LARGE", f"at most {MAX_RECORD_BYTES} bytes a record", as_text(record))
    if not record.endswith((b"\n", b"\r")) and not may_end_open:
        return Reject(line, "UNFINISHED_LINE", UNFINISHED_RULE, as_text(record))
    try:
        text = record.decode("utf-8")
        fields = next(csv.reader([text], delimiter=delimiter, strict=True))
    except UnicodeDecodeError:
        return Reject(line, "ENCODING", "valid UTF-8", as_text(record))
    except csv.Error:
        return Reject(line, "QUOTING", "quotes closed, and doubled inside", as_text(record))
    if len(fields) < width:
        return Reject(line, "MISSING_COLUMNS", f"{width} columns, not {len(fields)}", as_text(record))
    if len(fields) > width:
        return Reject(line, "TOO_MANY_COLUMNS", f"{width} columns, not {len(fields)}", as_text(record))
    return fields
