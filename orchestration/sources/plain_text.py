"""Files as they come (compressed, in other encodings, Excel) made plain UTF-8 text."""

import csv
import gzip
import io
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder, lookup
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile, is_zipfile

from python_calamine import CalamineError, CalamineWorkbook

from orchestration.errors import IngestError
from orchestration.file_map import FileMap

CHUNK = 1 << 20
MEGABYTE = 1_000_000
UTF_8 = {"utf-8", "utf-8-sig", "ascii"}
WESTERN = {"iso8859-1", "iso8859-15", "cp1252"}
# In the order in which they are tried: the stricter first; latin-1 accepts every byte.
LIKELY_ENCODINGS = ("gb18030", "big5", "shift_jis", "cp1252", "latin-1")


def plain_text(path: Path, file_map: FileMap, scratch: Path) -> Path:
    """The file's text as UTF-8: the file itself if it is so already, else a copy in `scratch`.

    Raises IngestError for bytes that are not of the declared encoding.
    """
    declared = lookup(file_map.encoding).name
    if declared in UTF_8:
        return path
    head = head_of(path)
    # Western encodings decode any bytes, so letters in UTF-8 would come out as pairs of signs.
    if declared in WESTERN and _decodes(head, "utf-8") and not head.isascii():
        raise IngestError(
            f"{file_map.place}: {file_map.path} is utf-8, not {file_map.encoding}. Correct 'encoding', or leave it out."
        )
    return _transcoded(path, file_map, scratch / "transcoded")


def excel_as_csv(path: Path, file_map: FileMap, scratch: Path) -> Path:
    """One sheet as CSV, so that line numbers are row numbers. Dates become ISO text, whole numbers lose their `.0`."""
    try:
        if is_zipfile(path):
            with ZipFile(path) as parts:
                _check_size(sum(part.file_size for part in parts.infolist()), file_map)
        # By its content, not its suffix: a workbook that we rewrote keeps the name that it came with.
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        names = workbook.sheet_names
        if file_map.sheet is not None and file_map.sheet not in names:
            raise IngestError(
                f"{file_map.place}: no sheet '{file_map.sheet}' in {file_map.path}; it has {', '.join(names)}."
            )
        sheet = workbook.get_sheet_by_name(file_map.sheet or names[0])
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, BadZipFile) as error:
        raise IngestError(f"{file_map.place}: {file_map.path} is no workbook that can be read: {error}.") from None
    target = scratch / "sheet.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for row in rows:
            cells = [cell_text(cell) for cell in row]
            writer.writerow(cells if any(cells) else [])
    return target


def likely_encoding(sample: bytes) -> str:
    """A guess for a message, never for reading: which encoding bytes that are not UTF-8 may be in."""
    if sample.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    if sample.count(b"\0") > len(sample) // 4:
        return "utf-16-le" if sample[1::2].count(b"\0") >= sample[::2].count(b"\0") else "utf-16-be"
    # A few single high bytes among ASCII are Western; runs of them are East Asian.
    high = sum(byte > 0x7F for byte in sample)
    pairs = sum(first > 0x7F and second > 0x7F for first, second in pairwise(sample))
    candidates = LIKELY_ENCODINGS if pairs > high / 3 else LIKELY_ENCODINGS[3:]
    return next(encoding for encoding in candidates if _decodes(sample, encoding))


def head_of(path: Path) -> bytes:
    """The first bytes of a file, enough to guess by."""
    with path.open("rb") as file:
        return file.read(CHUNK)


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        # The last character of a sample may be cut, so this must not be its end.
        getincrementaldecoder(encoding)().decode(sample, final=False)
    except UnicodeDecodeError:
        return False
    return True


def inflated(path: Path, file_map: FileMap, scratch: Path) -> Path:
    """What a gzipped file holds, in `scratch` under its name without `.gz`.

    Raises IngestError for a damaged archive, or one that inflates beyond `max_inflated_mb`.
    """
    target = scratch / path.stem
    size = 0
    try:
        with gzip.open(path) as packed, target.open("wb") as plain:
            while chunk := packed.read(CHUNK):
                size += len(chunk)
                _check_size(size, file_map)
                plain.write(chunk)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise IngestError(
            f"{file_map.place}: {file_map.path} is cut short or damaged ({error}). Fetch it again."
        ) from None
    return target


def _check_size(inflated_bytes: int, file_map: FileMap) -> None:
    if inflated_bytes > file_map.max_inflated_mb * MEGABYTE:
        raise IngestError(
            f"{file_map.place}: {file_map.path} inflates beyond {file_map.max_inflated_mb} MB. "
            "If that is right, raise 'max_inflated_mb'."
        )


def _transcoded(path: Path, file_map: FileMap, target: Path) -> Path:
    try:
        with (
            path.open(encoding=file_map.encoding, newline="") as original,
            target.open("w", encoding="utf-8", newline="") as plain,
        ):
            for chunk in _chunks(original):
                plain.write(chunk)
    except UnicodeError as error:
        raise IngestError(
            f"{file_map.place}: {file_map.path} is not {file_map.encoding} ({error}). "
            f"It looks like {_guess(path)}; correct 'encoding'."
        ) from None
    return target


def _guess(path: Path) -> str:
    sample = head_of(path)
    return "utf-8" if sample.startswith(BOM_UTF8) or _decodes(sample, "utf-8") else likely_encoding(sample)


def _chunks(file: Any) -> Iterator[str]:
    while chunk := file.read(CHUNK):
        yield chunk


def cell_text(cell: Any) -> str:
    """A cell of a workbook as the text a CSV would have."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell.total_seconds())
    return str(cell)
