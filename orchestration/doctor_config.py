"""What `leadhouse doctor` looks at in leadhouse.yml: files, their headers, credentials, and on demand the CRMs."""

import gzip
import os
from codecs import lookup
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from orchestration.doctor import Finding
from orchestration.engine import connect
from orchestration.errors import LeadhouseError
from orchestration.file_map import FileMap
from orchestration.landing import find_files
from orchestration.settings import Settings
from orchestration.sources.api.config import ApiSource
from orchestration.sources.api.vendors import VENDORS
from orchestration.sources.csv_text import read_header
from orchestration.sources.plain_text import UTF_8, excel_as_csv
from orchestration.sources.received import check_columns, literal, nothing_to_read
from orchestration.sources.sample import UNREADABLE, names_of_objects
from orchestration.sync.config import SyncTarget

HEAD_BYTES = 1 << 18


def config_findings(settings: Settings) -> Iterator[Finding]:
    """One line for leadhouse.yml, one per entry of files, one per CRM whose credentials are wanted."""
    if settings.config_path is None:
        remedy = "`leadhouse init --from DIRECTORY` proposes one for your files; `leadhouse demo` invents some."
        yield Finding("config", "warn", "there is no leadhouse.yml", remedy)
        return
    counts = f"{len(settings.files)} entries of files, {len(settings.sources)} CRMs, {len(settings.sync)} destinations"
    yield Finding("config", "ok", f"{settings.config_path}: {counts}")
    yield from (_files(file_map) for file_map in settings.files if not file_map.is_extracted)
    yield from (_credentials(asked) for asked in [*settings.sources, *settings.sync] if asked.credentials)


def _files(file_map: FileMap) -> Finding:
    """Whether there are files, and whether the newest of them has the columns that the map names."""
    check = f"files {file_map.entity}"
    try:
        found = find_files(file_map)
        _look_into(found[-1], file_map.of_file(file_map.name_of(found[-1])))
    except LeadhouseError as error:
        return Finding(check, "fail", str(error), "Correct the entry; nothing is loaded before.")
    except UNREADABLE as error:
        return Finding(check, "fail", f"{file_map.place}: {file_map.path} cannot be read: {error}", "Fetch it again.")
    several = f"{len(found)} files, the last of them" if len(found) > 1 else "1 file, and it"
    return Finding(check, "ok", f"{file_map.path}: {several} has the mapped columns")


def _look_into(path: Path, file_map: FileMap) -> None:
    """Raise IngestError for a header that the map does not fit. Of text only the beginning is read."""
    match file_map.format:
        case "csv" | "excel":
            with TemporaryDirectory() as scratch:
                if file_map.format == "excel":
                    names, _ = read_header(excel_as_csv(path, file_map, Path(scratch)), file_map, ",")
                else:
                    names, _ = read_header(_head(path, file_map, Path(scratch)), file_map, file_map.delimiter)
            if not names:
                nothing_to_read(file_map, "has no header")
        case "parquet":
            with connect() as connection:
                described = connection.sql(f"describe select * from read_parquet({literal(str(path))})").fetchall()
            check_columns([name for name, *_ in described], file_map)
        case "jsonl":
            with _opened(path) as file:
                lines = file.read(HEAD_BYTES).decode(file_map.encoding, errors="replace").splitlines()
                is_whole = not file.read(1)
            # A key may come in a later line, and the last line may be cut.
            if is_whole:
                check_columns(names_of_objects(lines), file_map)


def _head(path: Path, file_map: FileMap, scratch: Path) -> Path:
    """The beginning of a file in UTF-8; what claims to be that stays as it is, so that it is told if it is not."""
    with _opened(path) as file:
        head = file.read(HEAD_BYTES)
    is_utf8 = lookup(file_map.encoding).name in UTF_8
    target = scratch / "head.csv"
    target.write_bytes(head if is_utf8 else head.decode(file_map.encoding, errors="replace").encode())
    return target


def _opened(path: Path) -> IO[bytes]:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")


def _credentials(asked: ApiSource | SyncTarget) -> Finding:
    """Names of variables alone: what is in them is nobody's business."""
    check = f"credentials {_name(asked)}"
    missing = [variable for variable in asked.credentials.values() if not os.environ.get(variable)]
    if missing:
        remedy = "Set them where Leadhouse runs; leadhouse.yml holds only their names."
        return Finding(check, "fail", f"{asked.place}: {', '.join(missing)} not set", remedy)
    return Finding(check, "ok", f"{', '.join(asked.credentials.values())} set")


def online_findings(settings: Settings) -> Iterator[Finding]:
    """Ask each CRM, once per address and login, what costs it least: whether it lets us in."""
    from orchestration.sources.api.connection import connect
    from orchestration.sources.api.session import Patience

    known = {}
    for asked in (*settings.sources, *(target.as_source() for target in settings.sync if target.to in VENDORS)):
        known.setdefault((asked.api, asked.base_url, tuple(asked.credentials.items())), asked)
    for source in known.values():
        check = f"online {source.system}"
        vendor = import_module(f"orchestration.sources.api.{source.api}")
        path, parameters = vendor.CHEAPEST
        try:
            connect(source, vendor, Patience(tries=1, silence=10, whole_answer=10)).object(path, **parameters)
        except LeadhouseError as error:
            yield Finding(check, "fail", str(error), "Until then a run stops when it asks this CRM.")
        else:
            yield Finding(check, "ok", f"{source.vendor.name} lets us in")


def _name(asked: ApiSource | SyncTarget) -> str:
    return asked.system if isinstance(asked, ApiSource) else asked.name
