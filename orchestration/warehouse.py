"""The warehouse file: opened by the build only, checkpointed and closed after every use."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from orchestration.contracts import GATE_COLUMNS, Contract, contracts, sources
from orchestration.engine import connect
from orchestration.errors import LedgerDamaged, WarehouseDamaged
from orchestration.home import Home
from orchestration.ledger import Ledger
from orchestration.settings import Settings

QUARANTINE = """
create schema if not exists quarantine;
create table if not exists quarantine.rows (
    load_id varchar, source_system varchar, table_name varchar, file_name varchar, source_line bigint, reason varchar,
    column_name varchar, rule varchar, record varchar, quarantined_at timestamp
);
"""
# What DuckDB raises where a file is not what it wrote; for want of room or rights it raises an IOException as well.
UNREADABLE = (duckdb.InternalException, duckdb.FatalException, duckdb.SerializationException)
UNREADABLE_FILE = re.compile(r"corrupt|checksum|not a valid DuckDB database|could not read", re.IGNORECASE)
REMEDY = "`leadhouse restore` makes the warehouse anew from the landing zone and the ledger."
RAW_VIEWS = """
select schema_name, view_name from duckdb_views()
where starts_with(schema_name, 'raw_') and database_name = current_database()
"""


@contextmanager
def open_warehouse(home: Home, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in UTC whose writes are in the file itself, not in a log beside it, once it is closed.

    Raises WarehouseDamaged if it cannot be opened or read.
    """
    home.path.mkdir(parents=True, exist_ok=True)
    is_new = not home.warehouse.exists()
    try:
        connection = connect(home.warehouse, read_only)
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        if tells_of_damage(error):
            raise WarehouseDamaged(f"The warehouse {home.warehouse} is damaged: {reason} {REMEDY}") from error
        raise WarehouseDamaged(
            f"The warehouse {home.warehouse} cannot be opened: {reason} "
            "If another process has it open, wait for its end."
        ) from error
    if is_new:
        home.warehouse.chmod(0o600)
    try:
        connection.execute("set TimeZone = 'UTC'")
        yield connection
        if not read_only:
            connection.execute("checkpoint")
    except duckdb.Error as error:
        if not tells_of_damage(error):
            raise
        reason = str(error).splitlines()[0]
        raise WarehouseDamaged(f"The warehouse {home.warehouse} is damaged: {reason} {REMEDY}") from error
    finally:
        connection.close()


def tells_of_damage(error: duckdb.Error) -> bool:
    """Whether DuckDB says that a file does not hold what was written: every block of it bears a checksum."""
    return isinstance(error, UNREADABLE) or (
        isinstance(error, duckdb.IOException) and UNREADABLE_FILE.search(str(error)) is not None
    )


def create_raw_tables(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Every raw table of the contracts, empty if nothing fills it, so that no model needs an `if`.

    A column that came into a contract after its table was made is added to it, null in the older rows; one whose type
    became another is converted. Of a source that a loader of the user's own fills there are views, which dbt makes.
    """
    known = connection.execute(
        "select schema_name || '.' || table_name, map(list(column_name), list(data_type)) from duckdb_columns() "
        "where starts_with(schema_name, 'raw_') and database_name = current_database() group by all"
    ).fetchall()
    existing = dict(known)
    views = {f"{schema}.{view}" for schema, view in connection.execute(RAW_VIEWS).fetchall()}
    for source in sources():
        connection.execute(f"create schema if not exists raw_{source}")
    for contract in contracts().values():
        place = f"{contract.schema}.{contract.table}"
        columns = {name: column.data_type for name, column in contract.columns.items()} | GATE_COLUMNS
        if contract.source in settings.loader_schemas:
            continue
        if place in views:
            connection.execute(f"drop view {contract.relation}")
        if place not in existing or place in views:
            listed = ", ".join(f'"{name}" {data_type}' for name, data_type in columns.items())
            connection.execute(f"create table {contract.relation} ({listed})")
        else:
            _bring_up_to_date(connection, contract, columns, existing[place])
    connection.execute(QUARANTINE)


def _bring_up_to_date(
    connection: duckdb.DuckDBPyConnection, contract: Contract, columns: dict[str, str], existing: dict[str, str]
) -> None:
    for name, data_type in columns.items():
        if name not in existing:
            connection.execute(f'alter table {contract.relation} add column "{name}" {data_type}')
        elif _as_duckdb_writes(data_type) != existing[name]:
            try:
                connection.execute(f'alter table {contract.relation} alter column "{name}" set data type {data_type}')
            except duckdb.ConversionException as error:
                raise WarehouseDamaged(
                    f"{contract.name}.{name} is {existing[name]} in a warehouse of an older release, and its values do "
                    f"not fit {data_type}. {REMEDY}"
                ) from error


def _as_duckdb_writes(data_type: str) -> str:
    return {"string": "VARCHAR", "int": "INTEGER"}.get(data_type, data_type.upper())


def remove_load(connection: duckdb.DuckDBPyConnection, contract: Contract, load_id: str) -> None:
    """Take a load's rows out of its raw table and the quarantine."""
    connection.execute(f"delete from {contract.relation} where _load_id = ?", [load_id])
    connection.execute("delete from quarantine.rows where load_id = ?", [load_id])


def remove_unbooked_loads(connection: duckdb.DuckDBPyConnection, contract: Contract, ledger: Ledger) -> None:
    """Take out the rows of a load that the ledger does not know: a run was killed between its commit and its entry.

    Raises LedgerDamaged if there are several, for each load is booked before the next begins.
    """
    booked = [load.load_id for load in ledger.loads(contract.name)]
    unbooked = connection.execute(
        f"""
        select _load_id from {contract.relation} where _load_id not in (select unnest($booked::varchar[]))
        union
        select load_id from quarantine.rows
        where table_name = $table and load_id not in (select unnest($booked::varchar[]))
        """,
        {"booked": booked, "table": contract.name},
    ).fetchall()
    if len(unbooked) > 1:
        raise LedgerDamaged(
            f"The warehouse holds {len(unbooked)} loads of {contract.name} that the ledger {ledger.path} does not "
            "know: it is not the one that belongs here. Put the right one back; or, to load what the inbox holds and "
            "nothing else, begin in another --home."
        )
    for (load_id,) in unbooked:
        remove_load(connection, contract, load_id)


def verify_warehouse(settings: Settings, ledger: Ledger) -> None:
    """Raise WarehouseDamaged unless every load holds exactly the rows that the ledger booked."""
    loads = ledger.loads()
    if not loads:
        return
    found = _rows_by_load(settings) if settings.home.warehouse.exists() else {}
    for load in loads:
        loaded, quarantined = found.get(load.load_id, (0, 0))
        if (loaded, quarantined) != (load.rows_loaded, load.rows_quarantined):
            raise WarehouseDamaged(
                f"The warehouse {settings.home.warehouse} does not hold what was loaded: {load.table_name} from "
                f"{load.file_name} (load {load.load_id}) had {load.rows_loaded} rows and {load.rows_quarantined} in "
                f"quarantine, now {loaded} and {quarantined}. {REMEDY}"
            )


def read_through(settings: Settings) -> int:
    """Read every value of every table, so that DuckDB holds every block against its checksum; how many rows there are.

    Raises WarehouseDamaged.
    """
    with open_warehouse(settings.home) as connection:
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = current_database() order by all"
        ).fetchall()
        return sum(
            connection.execute(f'select count(*), bit_xor(hash(r)) from "{schema}"."{table}" as r').fetchone()[0]
            for schema, table in tables
        )


def _rows_by_load(settings: Settings) -> dict[str, tuple[int, int]]:
    tables = " union all ".join(
        f"select _load_id, 1 as is_loaded from {contract.relation}"
        for contract in contracts().values()
        if contract.source not in settings.loader_schemas
    )
    with open_warehouse(settings.home) as connection:
        create_raw_tables(connection, settings)
        rows = connection.execute(
            f"select _load_id, count(*) filter (where is_loaded = 1), count(*) filter (where is_loaded = 0) from ("
            f"{tables} union all select load_id, 0 from quarantine.rows) group by all"
        ).fetchall()
    return {load_id: (loaded, quarantined) for load_id, loaded, quarantined in rows}
