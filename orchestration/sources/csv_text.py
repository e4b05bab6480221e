"""CSV by DuckDB's own reader where its count of rows adds up with the file's count of lines; else record by record."""

import csv
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.errors import IngestError
from orchestration.file_map import FileMap
from orchestration.sources.duckdb_csv import read_counted, read_numbered
from orchestration.sources.plain_text import head_of, likely_encoding
from orchestration.sources.received import (
    Received,
    check_columns,
    literal,
    nothing_to_read,
    numbered,
    positions_of,
    whole_row,
)
from orchestration.sources.records import MAX_RECORD_BYTES, header_of, write_plain_records

CHUNK = 1 << 22
# A file with more undecodable lines than this is in another encoding; with fewer, it has bad lines.
TOLERATED_UNDECODABLE = 0.1


@dataclass(frozen=True)
class Lines:
    """A file's lines by its bytes; plain if all end alike. `end` is what the reader is told."""

    count: int
    is_plain: bool
    ends_open: bool
    only_returns: bool
    end: str


def read_csv(
    connection: duckdb.DuckDBPyConnection, path: Path, file_map: FileMap, scratch: Path, delimiter: str
) -> Received:
    """Read CSV in UTF-8 into `received`. Every record is a row or a reject with its line; nothing is sniffed."""
    lines = count_lines(path)
    if lines.only_returns:
        path = with_line_feeds(path, scratch / "line_feeds.csv")
    names, header_lines = read_header(path, file_map, delimiter)
    if not names:
        return nothing_to_read(file_map, "has no header")
    received = None
    if lines.is_plain and (file_map.may_end_without_newline or not lines.ends_open):
        received = _read_fast(connection, path, delimiter, names, header_lines, lines)
    if received is None:
        target = scratch / "records.csv"
        received = _read_exactly(
            connection, path, delimiter, names, header_lines, target, file_map.may_end_without_newline
        )
    if received.rows_read == 0:
        return nothing_to_read(file_map, "has a header and no rows")
    undecodable = sum(reject.reason == "ENCODING" for reject in received.rejects)
    if undecodable > received.rows_read * TOLERATED_UNDECODABLE:
        raise _not_utf8(path, file_map)
    return received


def read_header(path: Path, file_map: FileMap, delimiter: str) -> tuple[list[str], int]:
    """The names in a file's header (none if there is no header), and the lines up to its end.

    Raises IngestError for a header that the map does not fit.
    """
    try:
        names, header_lines = header_of(path, delimiter, file_map.skip_lines)
    except UnicodeDecodeError:
        raise _not_utf8(path, file_map) from None
    except csv.Error as error:
        raise IngestError(f"{file_map.place}: {file_map.path} does not begin with a header: {error}.") from None
    if not names:
        return [], header_lines
    if "\0" in names[0] and likely_encoding(head_of(path)).startswith("utf-16"):
        raise _not_utf8(path, file_map)
    _check_delimiter(names, delimiter, file_map)
    if file_map.repeated_columns == "number":
        names = numbered(names)
    check_columns(names, file_map)
    return names, header_lines


def _read_fast(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    delimiter: str,
    names: list[str],
    header_lines: int,
    lines: Lines,
) -> Received | None:
    """DuckDB's parallel reader; None unless rows and rejects are exactly the lines of the file, one each.

    The reader gives up, or returns no row at all, on files that mix line ends; a quote left open merges lines.
    Both show in the count.
    """
    dialect = f"delim = {literal(delimiter)}, quote = '\"', escape = '\"', new_line = '{lines.end}', strict_mode = true"
    columns = list(positions_of(names).values())
    read = read_counted(connection, path, columns, dialect, header_lines, MAX_RECORD_BYTES)
    if read is None or header_lines + read.rows + len(read.rejects) != lines.count:
        return None
    return Received(positions_of(names), whole_row(names), read.rows, read.rejects)


def _read_exactly(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    delimiter: str,
    names: list[str],
    header_lines: int,
    target: Path,
    may_end_open: bool,
) -> Received:
    rejects = write_plain_records(path, delimiter, len(names), header_lines, target, may_end_open)
    rows = read_numbered(connection, target, list(positions_of(names).values()), MAX_RECORD_BYTES * 2)
    return Received(positions_of(names), whole_row(names), rows, rejects)


def count_lines(path: Path) -> Lines:
    """A file's lines, counted in its bytes."""
    feeds = returns = pairs = 0
    last = b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            feeds += chunk.count(b"\n")
            returns += chunk.count(b"\r")
            pairs += chunk.count(b"\r\n") + (last == b"\r" and chunk.startswith(b"\n"))
            last = chunk[-1:]
    only_returns = feeds == 0 and returns > 0
    is_plain = returns == pairs and pairs in (0, feeds)
    ends_open = last != b"\n"
    return Lines(feeds + ends_open, is_plain, ends_open, only_returns, "\\r\\n" if pairs else "\\n")


def with_line_feeds(path: Path, target: Path) -> Path:
    """A copy of a file whose lines end with carriage returns alone."""
    with path.open("rb") as original, target.open("wb") as plain:
        while chunk := original.read(CHUNK):
            plain.write(chunk.replace(b"\r", b"\n"))
    return target


def _check_delimiter(names: list[str], delimiter: str, file_map: FileMap) -> None:
    if names[0].lower().startswith("sep="):
        raise IngestError(
            f"{file_map.place}: {file_map.path} starts with the line '{names[0]}'. "
            "Say 'skip_lines: 1', and the 'delimiter' it names."
        )
    others = [sign for sign in ";\t|," if sign != delimiter and sign in names[0]]
    if len(names) == 1 and others:
        raise IngestError(
            f"{file_map.place}: {file_map.path}: expected {delimiter!r} between columns, found {others[0]!r}. "
            f"Correct 'delimiter'."
        )


def _not_utf8(path: Path, file_map: FileMap) -> IngestError:
    return IngestError(
        f"{file_map.place}: {file_map.path} is not utf-8. "
        f"It looks like {likely_encoding(head_of(path))}; declare it as 'encoding'."
    )
