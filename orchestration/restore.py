"""What is damaged made anew: the ledger from its copy, the warehouse from what landed, in the order of the ledger."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from upath import UPath

from orchestration.contracts import contracts
from orchestration.errors import LandingDamaged, LedgerDamaged, NotFound, nearest
from orchestration.ingest import load_landed
from orchestration.landing import at_hand, content_hash, find_files, land, landed_file, landed_path
from orchestration.ledger import Ledger, Load
from orchestration.quarantine import map_of
from orchestration.settings import Settings
from orchestration.sources.api.cursors import Cursors
from orchestration.verify import published_verdict, warehouse_verdict
from orchestration.warehouse import create_raw_tables, open_warehouse


def restore(settings: Settings, now: datetime, without_lost: bool = False) -> Iterator[str]:
    """Make anew what is damaged, and say what was done. What is damaged is set aside, never deleted.

    Rows keep their loads, lines and moments, and pass the same gate, so the same models make the same marts of them.
    Raises LandingDamaged for loads whose files are nowhere; nothing else has changed then. `without_lost` strikes them
    from the ledger instead: if their files come again, they are new.
    """
    aside = settings.home.path / "damaged" / f"{now:%Y%m%dT%H%M%SZ}"
    ledger, is_a_copy = _ledger(settings.home.ledger, aside)
    if is_a_copy:
        yield "The ledger is the copy that the last build left."
        yield from _not_booked(settings, ledger)
    is_whole = not is_a_copy and not warehouse_verdict(settings, ledger).damage
    lost: dict[str, Load] = {}
    for load in ledger.loads():
        try:
            if landed_again := _land_again(settings, load, aside):
                yield f"{load.file_name} of load {load.load_id} landed again from {landed_again}."
        except LandingDamaged as error:
            lost[str(error)] = load
    if is_whole:
        yield "The warehouse holds what was loaded: it stays."
        if lost:
            raise LandingDamaged("\n".join(lost))
    else:
        yield from _without(lost, settings, ledger, aside, without_lost)
        yield from _warehouse(settings, ledger, aside)
    yield from published_verdict(settings).damage


def read_again(settings: Settings, system: str) -> None:
    """Forget how far a CRM was read, so that the next run reads everything again. Raises NotFound."""
    sources = {source.system: source for source in settings.sources}
    if system not in sources:
        raise NotFound(f"leadhouse.yml has no source whose system is '{system}'.{nearest(system, list(sources))}")
    Cursors(Ledger(settings.home.ledger), sources[system]).forget()


def _ledger(path: Path, aside: Path) -> tuple[Ledger, bool]:
    """The ledger, and whether it is its copy."""
    try:
        return Ledger(path), False
    except LedgerDamaged as error:
        copy = Ledger.copy_of(path)
        if not copy.exists():
            raise LedgerDamaged(
                f"The ledger {path} is damaged, and there is no copy of it. Begin in another --home with the files of "
                f"the inbox and of {path.parent / 'landing'}."
            ) from error
        Ledger(copy)
        for damaged in (path, path.with_name(f"{path.name}-journal")):
            _set_aside(damaged, aside)
        shutil.copyfile(copy, path)
        return Ledger(path), True


def _not_booked(settings: Settings, ledger: Ledger) -> Iterator[str]:
    """What landed after the copy was made: a run loads it again, if an entry of leadhouse.yml still finds it."""
    booked = {load.sha256 for load in ledger.loads()}
    for path in sorted(settings.home.landing.rglob("*.*")):
        if path.is_file() and path.name.split(".")[0] not in booked:
            yield f"{path} landed later: the next run loads it, if an entry of leadhouse.yml finds it."


def _land_again(settings: Settings, load: Load, aside: Path) -> Path | None:
    """Where the inbox has a load's file whose landed copy is damaged; None if that one is whole.

    Raises LandingDamaged if it lies nowhere, or if no entry says any more how to read it.
    """
    file_map = map_of(load, settings)
    if file_map is None:
        raise LandingDamaged(
            f"No entry of leadhouse.yml describes {load.file_name} of load {load.load_id} any more: "
            f"{load.rows_read:,} rows of {load.table_name} from '{load.source_system}'. Put the entry back."
        )
    try:
        landed_file(settings.home, load)
    except LandingDamaged:
        found = () if file_map.is_extracted else find_files(file_map)
        whole = next((path for path in found if content_hash(path) == load.sha256), None)
        if whole is None:
            raise
        _set_aside(_place_of(settings, load), aside)
        land(whole, load.file_name, settings.home, load.source_system, load.table_name)
        return whole
    return None


def _without(
    lost: dict[str, Load], settings: Settings, ledger: Ledger, aside: Path, without_lost: bool
) -> Iterator[str]:
    """Strike loads whose files are lost; what an API sent is asked for again."""
    if lost and not without_lost:
        told = "\n".join(lost)
        raise LandingDamaged(f"{told}\n`leadhouse restore --without-lost` strikes these loads from the ledger instead.")
    for told, load in lost.items():
        _set_aside(_place_of(settings, load), aside)
        ledger.strike_load(load.load_id)
        for source in settings.sources:
            if source.system == load.source_system:
                Cursors(ledger, source).forget()
        yield f"Not restored: {told}"


def _warehouse(settings: Settings, ledger: Ledger, aside: Path) -> Iterator[str]:
    """Pass every load through the gate again, into a new warehouse."""
    for path in (settings.home.warehouse, settings.home.warehouse.with_name(f"{settings.home.warehouse.name}.wal")):
        _set_aside(path, aside)
    loads = ledger.loads_as_booked()
    with open_warehouse(settings.home) as connection:
        create_raw_tables(connection, settings)
        for load in loads:
            file_map, landed = map_of(load, settings), landed_file(settings.home, load)
            report = load_landed(
                connection, ledger, contracts()[load.table_name], file_map, landed, load, load.loaded_at
            )
            if (report.rows_loaded, report.rows_quarantined) != (load.rows_loaded, load.rows_quarantined):
                yield (
                    f"{load.file_name}: {report.rows_loaded:,} rows loaded and {report.rows_quarantined:,} in "
                    f"quarantine; before, {load.rows_loaded:,} and {load.rows_quarantined:,}."
                )
    rows = sum(load.rows_loaded for load in ledger.loads())
    yield f"The warehouse was made anew: {len(loads)} files, {rows:,} rows. What was damaged lies in {aside}."
    yield "The next run builds every model anew."


def _place_of(settings: Settings, load: Load) -> Path | UPath:
    return landed_path(settings.home, load.source_system, load.table_name, load.sha256, load.file_name)


def _set_aside(path: Path | UPath, aside: Path) -> None:
    if not path.exists():
        return
    aside.mkdir(parents=True, exist_ok=True)
    if isinstance(path, Path):
        path.rename(aside / path.name)
    else:
        at_hand(path, aside)
        path.unlink()
