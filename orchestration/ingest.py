"""Files into raw tables: each file's content once under each map, booked in the ledger."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import duckdb
from upath import UPath

from orchestration.contracts import Contract, contracts_of
from orchestration.erasure.landed import ERASED, without_erased
from orchestration.errors import IngestError, LandingDamaged
from orchestration.file_hashes import FileHashes
from orchestration.file_map import FileMap
from orchestration.found_files import FoundFile, files_of, map_fingerprint
from orchestration.gate import Counts, judge, keep
from orchestration.landing import (
    UNFINISHED,
    LandedFile,
    at_hand,
    clean_leftovers,
    land,
    workplace,
)
from orchestration.ledger import Ledger, Load
from orchestration.settings import Settings
from orchestration.sources.files import receive
from orchestration.warehouse import (
    create_raw_tables,
    open_warehouse,
    remove_load,
    remove_unbooked_loads,
    tells_of_damage,
)

# The loads that stand, by system, table and hash of their content.
Booked = dict[tuple[str, str, str], Load]


@dataclass(frozen=True)
class LoadReport:
    """One file of one load; `already_loaded` says that its content was loaded before under the same map."""

    load_id: str
    source_system: str
    table: str
    file: str
    rows_read: int
    rows_loaded: int
    rows_quarantined: int
    rows_duplicate: int
    rows_excluded: int
    seconds: float
    already_loaded: bool
    reasons: dict[str, int] = field(default_factory=dict)


def ingest_source(settings: Settings, ledger: Ledger, source: str, now: datetime | None = None) -> list[LoadReport]:
    """Load the files of one source that are new, or whose map is new; report on all of them.

    Raises IngestError or ConfigError for a file that cannot be loaded; what was loaded before it stays and is booked.
    """
    if source in settings.loader_schemas:
        return []
    now = now or datetime.now(UTC)
    hashes = FileHashes(settings.home.path)
    with open_warehouse(settings.home) as connection:
        create_raw_tables(connection, settings)
        reports = [
            report
            for contract in contracts_of(source)
            for report in _ingest_table(connection, settings, ledger, hashes, contract, now)
        ]
    hashes.keep()
    return reports


def _ingest_table(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    ledger: Ledger,
    hashes: FileHashes,
    contract: Contract,
    now: datetime,
) -> list[LoadReport]:
    work = list(files_of(settings, contract))
    clean_leftovers(settings.home, contract.name)
    remove_unbooked_loads(connection, contract, ledger)
    booked = ledger.loads_by_content(contract.name)
    # Of two files that date no row, the later wins: each has a moment of its own.
    return [
        _known(file, hashes, contract, booked)
        or _ingest_file(
            connection, settings, ledger, hashes, contract, booked, file, now + timedelta(microseconds=position)
        )
        for position, file in enumerate(work)
    ]


def _known(file: FoundFile, hashes: FileHashes, contract: Contract, booked: Booked) -> LoadReport | None:
    """The report on a file that nobody has written to since its content was loaded under the map it has."""
    started = perf_counter()
    sha256 = hashes.remembered(file.path)
    load = booked.get((file.file_map.system, contract.name, sha256)) if sha256 else None
    if load is None or load.map_fingerprint != file.map_fingerprint:
        return None
    return _report(load, file.file_map.name_of(file.path), perf_counter() - started, already_loaded=True)


def _ingest_file(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    ledger: Ledger,
    hashes: FileHashes,
    contract: Contract,
    booked: Booked,
    file: FoundFile,
    now: datetime,
) -> LoadReport:
    started = perf_counter()
    path, file_map = file.path, file.file_map
    sha256 = hashes.read(path)
    if file_map.is_extracted and path.stem != sha256:
        raise LandingDamaged(
            f"{path} is damaged: its name is not the hash of its bytes. Move it away, and run "
            f"`leadhouse restore --read-again {file_map.system}` to ask {file_map.source} for everything again."
        )
    earlier = ledger.find_load(file_map.system, contract.name, sha256)
    if earlier and earlier.map_fingerprint == file.map_fingerprint:
        return _report(earlier, file_map.name_of(path), perf_counter() - started, already_loaded=True)
    landed = _landed(path, sha256, file_map, settings, contract)
    if landed.sha256 != sha256:
        raise IngestError(f"{path} changed while it was read. Run again when its upload has ended.")
    report = load_landed(connection, ledger, contract, file_map, landed, earlier, now)
    if earlier:
        # The same content under another map, in another file, is no longer what stands.
        for content in [content for content, load in booked.items() if load.load_id == earlier.load_id]:
            del booked[content]
    return report


def _landed(path: Path | UPath, sha256: str, file_map: FileMap, settings: Settings, contract: Contract) -> LandedFile:
    """The file in the landing zone: a copy, unless it is one already."""
    name = file_map.name_of(path)
    if file_map.is_extracted:
        return LandedFile(path, sha256, path.stat().st_size, name)
    return land(path, name, settings.home, file_map.system, contract.name)


def load_landed(
    connection: duckdb.DuckDBPyConnection,
    ledger: Ledger,
    contract: Contract,
    file_map: FileMap,
    landed: LandedFile,
    earlier: Load | None,
    now: datetime,
) -> LoadReport:
    """Pass a landed file through the gate, in place of an earlier load of its content, and book it.

    The new load keeps the moment of the earlier one: reading an old file again does not make its rows the latest.
    Rows that name an erased person are taken out of the file first, and counted as excluded.
    """
    started = perf_counter()
    arrived = earlier.loaded_at if earlier else now
    fingerprint = map_fingerprint(file_map, contract)
    received = landed
    landed = without_erased(connection, ledger, contract, file_map, received)
    erased = landed.rows_erased
    if earlier and earlier.sha256 == landed.sha256:
        erased = max(erased, earlier.reasons.get(ERASED, 0))
    load_id = _load_id(file_map.system, contract.name, landed.sha256, fingerprint)
    of_file = file_map.of_file(landed.name)
    if erased:
        of_file = of_file.model_copy(update={"may_be_empty": True})
    place = workplace(landed.path, ledger.path.parent)
    counts = _load_file(connection, landed, place, of_file, contract, load_id, earlier, arrived)
    load = Load(
        load_id=load_id,
        source_system=file_map.system,
        table_name=contract.name,
        file_name=landed.name,
        sha256=landed.sha256,
        map_fingerprint=fingerprint,
        loaded_at=arrived,
        rows_read=counts.read + erased,
        rows_loaded=counts.loaded,
        rows_quarantined=counts.quarantined,
        rows_duplicate=counts.duplicate,
        rows_excluded=counts.excluded + erased,
        seconds=round(perf_counter() - started, 3),
        reasons=counts.reasons | ({ERASED: erased} if erased else {}),
    )
    ledger.record_load(load, received.sha256)
    if landed.path != received.path:
        received.path.unlink()
    return _report(load, landed.name, load.seconds, already_loaded=False)


def _load_file(
    connection: duckdb.DuckDBPyConnection,
    landed: LandedFile,
    place: Path,
    file_map: FileMap,
    contract: Contract,
    load_id: str,
    earlier: Load | None,
    now: datetime,
) -> Counts:
    """Read, judge and keep one file, in place of an earlier load of the same content, in one transaction."""
    with TemporaryDirectory(dir=place, prefix=f"{UNFINISHED}reading-") as scratch:
        try:
            received = receive(connection, at_hand(landed.path, Path(scratch)), file_map, Path(scratch))
            checks = judge(connection, received, file_map, contract)
            with _transaction(connection):
                if earlier:
                    remove_load(connection, contract, earlier.load_id)
                return keep(connection, received, checks, file_map, contract, load_id, landed.name, now)
        except duckdb.Error as error:
            if tells_of_damage(error):
                raise
            reason = str(error).splitlines()[0]
            raise IngestError(f"{file_map.place}: {landed.name} cannot be loaded: {reason}") from error


@contextmanager
def _transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.begin()
    try:
        yield
        connection.commit()
    except BaseException:
        connection.rollback()
        raise


def _load_id(system: str, table: str, sha256: str, fingerprint: str) -> str:
    """The same content under the same map is the same load, on every machine."""
    return hashlib.sha256("|".join((system, table, sha256, fingerprint)).encode()).hexdigest()[:16]


def _report(load: Load, file_name: str, seconds: float, already_loaded: bool) -> LoadReport:
    return LoadReport(
        load_id=load.load_id,
        source_system=load.source_system,
        table=load.table_name,
        file=file_name,
        rows_read=load.rows_read,
        rows_loaded=load.rows_loaded,
        rows_quarantined=load.rows_quarantined,
        rows_duplicate=load.rows_duplicate,
        rows_excluded=load.rows_excluded,
        seconds=seconds,
        already_loaded=already_loaded,
        reasons=load.reasons,
    )
