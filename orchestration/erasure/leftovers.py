"""What is left of erased people beside the loads: tables made of them, freed blocks, logs, builds, copies of files."""

import os
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
from upath import UPath

from orchestration.contracts import contracts
from orchestration.engine import connect
from orchestration.erasure.book import ErasureBook
from orchestration.erasure.names import hash_names
from orchestration.handover import forget_handover
from orchestration.landing import UNFINISHED, content_hash, find_files, landed_path, sync_directory
from orchestration.ledger import Ledger
from orchestration.lock import only_writer
from orchestration.publish import remove_build
from orchestration.published import current_build, published_builds
from orchestration.settings import Settings
from orchestration.sync.figures import write_figures
from orchestration.warehouse import open_warehouse

# Schemas that hold what came, or the project's rules; all others hold what is made of it, again by the next build.
KEPT_SCHEMAS = re.compile(r"raw_\w+|quarantine|seeds")
# Addresses in files of others' making, where ids of records are words and numbers like all others.
ADDRESS = re.compile(rb"[\w.+%-]+@[\w.-]+")
DERIVED = """
select 'view', schema_name, view_name from duckdb_views()
where not internal and database_name = current_database()
union all
select 'table', schema_name, table_name from duckdb_tables()
where not internal and database_name = current_database()
order by 1 desc
"""


def forget_derived(settings: Settings) -> None:
    """Leave in the warehouse only what came, and no freed blocks."""
    with open_warehouse(settings.home) as connection:
        for kind, schema, name in connection.execute(DERIVED).fetchall():
            # What stands in a schema of a loader's own is not ours to drop.
            if not KEPT_SCHEMAS.fullmatch(schema) and schema not in settings.loader_schemas.values():
                connection.execute(f'drop {kind} if exists "{schema}"."{name}"')
    _copy_rows(settings.home.warehouse)
    shutil.rmtree(settings.home.build, ignore_errors=True)
    forget_handover(settings.home)


def forget_history(settings: Settings) -> None:
    """Remove what Dagster remembers of runs, if it quotes somebody who was erased. Not while a run writes there."""
    book, history = ErasureBook(settings.home.path), settings.home.path / "dagster"
    with connect() as connection:
        book.list_in(connection)
        contents = [path.read_bytes() for path in history.rglob("*") if path.is_file()]
        if _are_erased(connection, book, {address for content in contents for address in _addresses(content)}):
            shutil.rmtree(history)


def forget_logs(settings: Settings, ledger: Ledger) -> None:
    """Remove what libraries wrote, what was set aside as damaged, and every book entry that quotes somebody erased."""
    home, book = settings.home.path, ErasureBook(settings.home.path)
    for name in ("run.log", "fetch.log"):
        (home / name).unlink(missing_ok=True)
    # The truth is that of a demo: its invented people as they are, and not as they show.
    for directory in (home / "dbt", home / "damaged", settings.home.truth):
        shutil.rmtree(directory, ignore_errors=True)
    with connect() as connection:
        book.list_in(connection)
        for build in ledger.builds():
            if _are_erased(connection, book, _addresses(build.detail.encode())):
                ledger.record_build(**{**vars(build), "detail": "what was said named a person who was erased"})
    with closing(sqlite3.connect(ledger.path, isolation_level=None)) as connection:
        connection.execute("vacuum")
    ledger.keep_copy()


def forget_synced(settings: Settings) -> None:
    """Take erased people out of the book of what was sent to CRMs, and remove the plans, which quote what was sent.

    Raises RunInProgress while a sync is at work; the next run or erasure goes on from here.
    """
    book = settings.home.sync / "sync.duckdb"
    if not book.exists():
        return
    with only_writer(settings.home.sync):
        with connect(book) as connection:
            ErasureBook(settings.home.path).list_in(connection)
            for table in ("changes", "accepted", "rejected"):
                named = f"select person_id as row_key, 'person' as kind, person_id as value from {table}"
                hash_names(connection, named, ErasureBook(settings.home.path).salt())
                connection.execute(
                    f"delete from {table} where person_id in (select row_key from hashed semi join erased using (hash))"
                )
            for path in settings.home.sync.iterdir():
                if path.is_file() and path != book and path.name != "lock" and not path.name.endswith(".wal"):
                    path.unlink()
            write_figures(connection, settings.home.sync)
        _copy_rows(book)


def _copy_rows(database: Path) -> None:
    """Put the rows of a file into a new one: in the old one DuckDB keeps freed blocks, and what stands in them."""
    fresh = database.with_name(f"{UNFINISHED}{database.name}")
    fresh.unlink(missing_ok=True)
    with connect(database) as connection:
        connection.execute(f"attach '{fresh}' as fresh; copy from database {database.stem} to fresh; detach fresh")
    fresh.chmod(database.stat().st_mode)
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(database)
    sync_directory(database.parent)


def forget_copies(settings: Settings, ledger: Ledger) -> list[str]:
    """Bring copies under the home in line with the landing zone; name the files beyond it that hold erased people."""
    outside = set()
    for contract in contracts().values():
        for file_map in (entry for entry in settings.files if entry.table == contract.name):
            rewritten = ledger.rewritten(file_map.system, contract.name)
            for path in [] if file_map.is_extracted else find_files(file_map):
                if sha256 := rewritten.get(content_hash(path)):
                    kept = landed_path(settings.home, file_map.system, contract.name, sha256, file_map.name_of(path))
                    if path.resolve().is_relative_to(settings.home.path):
                        _copy_over(kept, path)
                    else:
                        outside.add(str(path))
    _remove_unbooked(settings, ledger)
    return sorted(outside)


def forget_builds(settings: Settings, but: str | None) -> list[str]:
    """Remove all published builds but one, for good: there is no way back to one that knew the person."""
    removed = [name for name in published_builds(settings.home.published) if name != but]
    for name in removed:
        remove_build(settings.home.published / name)
    return removed


def shown_build(settings: Settings) -> str | None:
    """The build that readers see."""
    current = current_build(settings.home.published)
    return current.name if current else None


def _remove_unbooked(settings: Settings, ledger: Ledger) -> None:
    """Remove landed files that no load stands for. An API's are loaded by the next run, which takes the person out."""
    extracted = {(entry.system, entry.table) for entry in settings.files if entry.is_extracted}
    booked = {(load.source_system, load.table_name, load.sha256) for load in ledger.loads()}
    for path in settings.home.staging.glob(f"*/*/{UNFINISHED}*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    for path in settings.home.landing.glob("*/*/*"):
        system, table = path.parts[-3:-1]
        sha256 = path.name.split(".")[0]
        if (system, table, sha256) not in booked and (
            (system, table) not in extracted or sha256 in ledger.rewritten(system, table)
        ):
            path.unlink()


def _copy_over(kept: Path | UPath, path: Path) -> None:
    fresh = path.with_name(f".{path.name}")
    with kept.open("rb") as content, fresh.open("wb") as copy:
        shutil.copyfileobj(content, copy)
    fresh.replace(path)


def _addresses(content: bytes) -> set[str]:
    return {word.decode() for word in ADDRESS.findall(content)}


def _are_erased(connection: duckdb.DuckDBPyConnection, book: ErasureBook, addresses: set[str]) -> bool:
    """Whether one of the addresses is somebody's who was erased."""
    connection.execute(
        "create or replace temp table addresses as select unnest($1::varchar[]) as address", [list(addresses)]
    )
    hash_names(connection, "select 0 as row_key, 'email' as kind, address as value from addresses", book.salt())
    return connection.execute("select count(*) > 0 from hashed semi join erased using (hash)").fetchone()[0]
