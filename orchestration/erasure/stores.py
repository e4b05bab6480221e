"""The stores of a home without those who were erased. Every step may be done twice: a killed erasure is done again."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import duckdb

from orchestration.contracts import Contract, contracts
from orchestration.erasure.landed import ERASED, without_erased
from orchestration.erasure.names import names_people
from orchestration.errors import ConfigError, WarehouseDamaged
from orchestration.file_map import FileMap
from orchestration.gate import row_hash
from orchestration.landing import LandedFile, landed_file
from orchestration.ledger import Ledger, Load
from orchestration.quarantine import map_of
from orchestration.settings import Settings
from orchestration.sources.received import identifier, literal
from orchestration.warehouse import create_raw_tables, open_warehouse, remove_unbooked_loads


@dataclass(frozen=True)
class Removed:
    """What one load lost: rows that went, and rows that stayed without the person."""

    table: str
    rows: int
    emptied: int


def require_maps(settings: Settings, ledger: Ledger) -> None:
    """Raise ConfigError for landed files that nobody can read any more: a person may stand in them."""
    known = contracts()
    if lost := [load for load in ledger.loads() if names_people(known[load.table_name]) and not map_of(load, settings)]:
        files = ", ".join(sorted({f"{load.file_name} ({load.source_system})" for load in lost}))
        raise ConfigError(
            f"No entry of leadhouse.yml describes {files} any more, so nobody can say who stands in the landed copies. "
            "Put the entries back, then erase. Nothing was erased."
        )


def erase_loads(settings: Settings, ledger: Ledger) -> Iterator[Removed]:
    """Take everybody who was erased out of landing, raw tables, quarantine and ledger: each load that changed."""
    with open_warehouse(settings.home) as connection:
        create_raw_tables(connection, settings)
        for contract in contracts().values():
            if contract.source in settings.loader_schemas or not names_people(contract):
                continue
            remove_unbooked_loads(connection, contract, ledger)
            for load in ledger.loads(contract.name):
                if removed := _erase_load(connection, settings, ledger, contract, load):
                    yield removed


def _erase_load(
    connection: duckdb.DuckDBPyConnection, settings: Settings, ledger: Ledger, contract: Contract, load: Load
) -> Removed | None:
    file_map, received = map_of(load, settings), landed_file(settings.home, load)
    landed = without_erased(connection, ledger, contract, file_map, received)
    if landed is received:
        return None
    emptied = _erase_rows(connection, contract, load)
    ledger.record_load(_booked(connection, contract, file_map, load, landed), received_sha256=received.sha256)
    received.path.unlink()
    return Removed(contract.name, landed.rows_erased, emptied)


def _erase_rows(connection: duckdb.DuckDBPyConnection, contract: Contract, load: Load) -> int:
    """Do to a load's rows in the warehouse what was done to its file's lines; how many stay without the person."""
    of_load = f"{literal(load.load_id)} and {{line}} in (select line from erased_lines where {{which}})"
    raw = of_load.format(line="_source_line", which="{which}")
    kept = of_load.format(line="source_line", which="{which}")
    connection.begin()
    connection.execute(f"delete from {contract.relation} where _load_id = {raw.format(which='not is_emptied')}")
    connection.execute(f"delete from quarantine.rows where load_id = {kept.format(which='not is_emptied')}")
    connection.execute(f"update quarantine.rows set record = '' where load_id = {kept.format(which='is_emptied')}")
    emptied = 0
    if contract.detach:
        emptied = connection.execute(
            f"update {contract.relation} set {', '.join(f'{identifier(name)} = null' for name in contract.detach)} "
            f"where _load_id = {raw.format(which='is_emptied')}"
        ).fetchone()[0]
        # As the gate would compute it of the emptied row: the same row is then known when it comes again.
        connection.execute(
            f"update {contract.relation} set _row_hash = {row_hash(contract, prefix='')} "
            f"where _load_id = {raw.format(which='is_emptied')}"
        )
    connection.commit()
    return emptied


def _booked(
    connection: duckdb.DuckDBPyConnection, contract: Contract, file_map: FileMap, load: Load, landed: LandedFile
) -> Load:
    """The load as it stands now; its counts still explain every row that was read.

    Counted in the tables, not by what was just removed: the run before this may have been killed before it booked.
    """
    loaded = connection.execute(
        f"select count(*) from {contract.relation} where _load_id = ?", [load.load_id]
    ).fetchone()[0]
    reasons = dict(
        connection.execute(
            "select reason, count(*) from quarantine.rows where load_id = ? group by reason order by reason",
            [load.load_id],
        ).fetchall()
    )
    quarantined = sum(reasons.values())
    from_tables = load.rows_loaded + load.rows_quarantined - loaded - quarantined
    # The rest of what left the file had been known as duplicates, or by a rule of the user's, which keeps its count.
    from_duplicates = min(landed.rows_erased - from_tables, load.rows_duplicate)
    if not 0 <= from_tables <= landed.rows_erased:
        raise WarehouseDamaged(
            f"Load {load.load_id} of {load.table_name} had {load.rows_loaded + load.rows_quarantined} rows and now has "
            f"{loaded + quarantined}, though {landed.rows_erased} are to go. Restore the warehouse, then erase again."
        )
    erased = from_tables + from_duplicates
    rules = {ERASED, *(rule.name for rule in file_map.exclude)}
    excluded = Counter({rule: count for rule, count in load.reasons.items() if rule in rules}) + Counter(
        {ERASED: erased}
    )
    return replace(
        load,
        sha256=landed.sha256,
        file_name=landed.name,
        rows_loaded=loaded,
        rows_quarantined=quarantined,
        rows_duplicate=load.rows_duplicate - from_duplicates,
        rows_excluded=load.rows_excluded + erased,
        reasons=reasons | dict(excluded),
    )
