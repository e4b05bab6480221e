"""Misfits: how many there are and why, and another try for their files after a map was mended."""

from datetime import UTC, datetime

from orchestration.contracts import FILES, contracts
from orchestration.errors import IngestError, NotFound, nearest
from orchestration.file_map import FileMap
from orchestration.found_files import map_fingerprint
from orchestration.ingest import LoadReport, load_landed
from orchestration.landing import landed_file
from orchestration.ledger import Ledger, Load
from orchestration.settings import Settings
from orchestration.warehouse import create_raw_tables, open_warehouse


def quarantine(settings: Settings) -> dict[tuple[str, str], int]:
    """Rows in quarantine by (table, reason). Counts only: values never leave the warehouse this way."""
    if not settings.home.warehouse.exists():
        return {}
    with open_warehouse(settings.home) as connection:
        create_raw_tables(connection, settings)
        rows = connection.execute(
            "select table_name, reason, count(*) from quarantine.rows group by all order by all"
        ).fetchall()
    return {(table, reason): count for table, reason, count in rows}


def misfits(settings: Settings, table: str, limit: int) -> list[tuple[str, int, str, str | None, str]]:
    """Where misfits of a table lie and why they don't fit: (file, line, reason, column, rule), newest first."""
    known = contracts()
    table = table if table in known else f"{FILES}.{table}"
    if table not in known:
        raise NotFound(f"There is no table {table}.{nearest(table, list(known))}")
    if not settings.home.warehouse.exists():
        return []
    with open_warehouse(settings.home, read_only=True) as connection:
        return connection.execute(
            """
            select file_name, source_line, reason, column_name, rule from quarantine.rows
            where table_name = ? order by quarantined_at desc, file_name, source_line limit ?
            """,
            [table, limit],
        ).fetchall()


def refuse_misfits(settings: Settings, ledger: Ledger) -> None:
    """Raise IngestError for files of which more rows are in quarantine than their entries put up with.

    A map that reads no row right would otherwise publish marts of the few rows that are left.
    """
    refusals = []
    for load in ledger.loads():
        file_map = map_of(load, settings)
        if file_map and load.rows_quarantined * 100 > load.rows_read * file_map.max_misfits_percent:
            reasons = ", ".join(f"{count:,} {reason}" for reason, count in load.reasons.items())
            refusals.append(
                f"{file_map.place}: {load.rows_quarantined:,} of {load.rows_read:,} rows of {load.file_name} are in "
                f"quarantine ({reasons}), more than {file_map.max_misfits_percent} %. `leadhouse quarantine show "
                f"{load.table_name}` says which and why. Mend the map, or raise 'max_misfits_percent'."
            )
    if refusals:
        raise IngestError("\n".join(refusals))


def replay(settings: Settings, ledger: Ledger, now: datetime | None = None) -> list[LoadReport]:
    """Pass the landed files of loads with misfits through the gate again, where their map has changed since.

    Works on the landing zone: the files need not lie in the inbox any more. Each file's rows replace those of its
    earlier load, so a second replay changes nothing.
    """
    now = now or datetime.now(UTC)
    reports = []
    with open_warehouse(settings.home) as connection:
        create_raw_tables(connection, settings)
        for load in ledger.loads():
            file_map = map_of(load, settings) if load.rows_quarantined else None
            if file_map is None:
                continue
            contract = contracts()[load.table_name]
            if map_fingerprint(file_map, contract) != load.map_fingerprint:
                landed = landed_file(settings.home, load)
                reports.append(load_landed(connection, ledger, contract, file_map, landed, load, now))
    return reports


def map_of(load: Load, settings: Settings) -> FileMap | None:
    """The entry that now describes a load's file; None if it was taken out of leadhouse.yml."""
    for file_map in settings.files:
        if (file_map.system, file_map.table) == (load.source_system, load.table_name) and file_map.names(
            load.file_name
        ):
            return file_map
    return None
