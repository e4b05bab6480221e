"""A landed file again, without some of its rows, and with some emptied but for what is not about a person.

A row keeps its line: a row that went leaves blank lines, or in Parquet a gap in the column of line numbers. So what is
known of a file by its lines, in raw tables and in quarantine, stays true.
"""

import csv
import gzip
import io
import json
import shutil
from codecs import lookup
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from orchestration.file_map import FileMap
from orchestration.sources.csv_text import count_lines, with_line_feeds
from orchestration.sources.parquet import LINE
from orchestration.sources.plain_text import UTF_8, excel_as_csv, inflated, plain_text
from orchestration.sources.received import Received, identifier, literal
from orchestration.sources.records import header_of, records_of
from orchestration.sources.workbook import write_workbook


@dataclass(frozen=True)
class Changes:
    """Lines of rows that go, lines of rows that are emptied, and the file's columns that those keep.

    Two files may differ in nothing but what goes. Then `edition` tells them apart: by that many blank lines at the end.
    """

    gone: set[int]
    emptied: set[int]
    kept_columns: set[str]
    edition: int = 0


def rewrite(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    file_map: FileMap,
    received: Received,
    changes: Changes,
    scratch: Path,
    target: Path,
) -> None:
    """Write to `target` what `path` holds after the changes, in the same format, encoding and compression.

    `received` are the file's rows as the connection holds them now.
    """
    plain = inflated(path, file_map, scratch) if path.suffix == ".gz" else path
    written = scratch / "rewritten" if path.suffix == ".gz" else target
    if file_map.format == "parquet":
        _write_parquet(connection, plain, changes, written)
    elif file_map.format == "excel":
        _write_csv(excel_as_csv(plain, file_map, scratch), ",", file_map.skip_lines, changes, scratch / "text")
        with (scratch / "text").open(encoding="utf-8", newline="") as sheet:
            write_workbook(written, file_map.sheet, csv.reader(sheet))
    else:
        text = plain_text(plain, file_map, scratch)
        if file_map.format == "jsonl":
            _write_json_lines(text, changes, _emptied_objects(connection, received, changes), scratch / "text")
        else:
            if count_lines(text).only_returns:
                text = with_line_feeds(text, scratch / "line_feeds")
            _write_csv(text, file_map.delimiter, file_map.skip_lines, changes, scratch / "text")
        _encode(scratch / "text", file_map, written)
    if written != target:
        # No name and no moment in the archive: the same rows give the same bytes.
        with written.open("rb") as file, target.open("wb") as packed, gzip.GzipFile("", "wb", 9, packed, 0) as archive:
            shutil.copyfileobj(file, archive)


def _write_csv(path: Path, delimiter: str, skip_lines: int, changes: Changes, target: Path) -> None:
    names, at = header_of(path, delimiter, skip_lines)
    with path.open("rb") as file, target.open("wb") as out:
        out.writelines(islice(file, at))
        for line, record in records_of(path, at):
            lines = record.count(b"\n") or 1
            out.write(b"\n" * (line - at - 1))
            if line in changes.gone:
                record = b""
            elif line in changes.emptied:
                record = _emptied_record(record, names, delimiter, changes)
            out.write(record + b"\n" * (lines - record.count(b"\n")))
            at = line + lines - 1
        out.write(b"\n" * changes.edition)


def _emptied_record(record: bytes, names: list[str], delimiter: str, changes: Changes) -> bytes:
    fields = next(csv.reader([record.decode("utf-8")], delimiter=delimiter))
    kept = [value if name in changes.kept_columns else "" for name, value in zip(names, fields, strict=True)]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerow(kept)
    return text.getvalue().encode()


def _write_json_lines(path: Path, changes: Changes, emptied: dict[int, bytes], target: Path) -> None:
    with path.open("rb") as file, target.open("wb") as out:
        for line, raw in enumerate(file, start=1):
            out.write(b"\n" if line in changes.gone else emptied.get(line, raw))
        out.write(b"\n" * changes.edition)


def _emptied_objects(connection: duckdb.DuckDBPyConnection, received: Received, changes: Changes) -> dict[int, bytes]:
    """The objects of emptied lines with what they keep, as the texts that the gate reads."""
    kept = {name: position for name, position in received.positions.items() if name in changes.kept_columns}
    rows = connection.execute(
        f"select line{''.join(f', {position}' for position in kept.values())} from received where line in "
        "(select unnest(?::bigint[]))",
        [list(changes.emptied)],
    ).fetchall()
    return {line: json.dumps(_object(kept, values), ensure_ascii=False).encode() + b"\n" for line, *values in rows}


def _object(names: dict[str, str], values: list[str | None]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for name, value in zip(names, values, strict=True):
        *outer, last = name.split("/")[1:] if name.startswith("/") else [name]
        inner = whole
        for key in outer:
            inner = inner.setdefault(key, {})
        if value is not None:
            inner[last] = value
    return whole


def _write_parquet(connection: duckdb.DuckDBPyConnection, path: Path, changes: Changes, target: Path) -> None:
    scan = f"read_parquet({literal(str(path))}, file_row_number = true)"
    names = [row[0] for row in connection.execute(f"describe select * from {scan}").fetchall()]
    line = identifier(LINE) if LINE in names else "file_row_number + 1"
    connection.execute(
        "create or replace temp table changed_lines as select unnest($1::bigint[]) as line, true as is_gone "
        "union all select unnest($2::bigint[]), false",
        [list(changes.gone), list(changes.emptied)],
    )
    values = "".join(
        identifier(name) + ", "
        if name in changes.kept_columns
        else f"case when changed_lines.line is null then {identifier(name)} end as {identifier(name)}, "
        for name in names
        if name not in {LINE, "file_row_number"}
    )
    connection.execute(
        f"copy (select {values} {line} as {identifier(LINE)} from {scan} "
        f"left join changed_lines on {line} = changed_lines.line "
        f"where changed_lines.is_gone is distinct from true order by {line}) "
        f"to {literal(str(target))} (format parquet, kv_metadata {{edition: {literal(str(changes.edition))}}})"
    )


def _encode(text: Path, file_map: FileMap, target: Path) -> None:
    """A UTF-8 text in the encoding that the file is declared to have."""
    encoding = "utf-8" if lookup(file_map.encoding).name in UTF_8 else file_map.encoding
    if encoding == "utf-8":
        # Byte for byte: a bad line in quarantine may hold what is no UTF-8.
        shutil.copyfile(text, target)
        return
    with text.open(encoding="utf-8", newline="") as file, target.open("w", encoding=encoding, newline="") as out:
        shutil.copyfileobj(file, out)
