"""The books of gate and syncs in the warehouse, so that a model can say what came in, what went out, what did not."""

from orchestration.ledger import Ledger, Load
from orchestration.settings import Settings
from orchestration.sync.figures import FIGURES, figures_file
from orchestration.warehouse import create_raw_tables, open_warehouse

BOOKS = ("loads", "load_reasons", *FIGURES)
TABLES = """
create schema if not exists gate;
create or replace table gate.loads (
    table_name varchar, file_name varchar, rows_read bigint, rows_loaded bigint, rows_quarantined bigint,
    rows_duplicate bigint, rows_excluded bigint, seconds double, source_system varchar, _load_id varchar,
    _source_line bigint, _row_hash varchar, _loaded_at timestamp
);
create or replace table gate.load_reasons (
    table_name varchar, fate varchar, reason varchar, column_name varchar, row_count bigint, source_system varchar,
    _load_id varchar, _source_line bigint, _row_hash varchar, _loaded_at timestamp
);
create or replace table gate.sync_runs (
    build_id varchar, started_at timestamp, finished_at timestamp, status varchar, people bigint, new_people bigint,
    changed_people bigint, rows_accepted bigint, rows_rejected bigint, rows_withheld bigint, conflicts bigint,
    calls bigint, writes bigint, source_system varchar, _load_id varchar, _source_line bigint, _row_hash varchar,
    _loaded_at timestamp
);
create or replace table gate.sync_rejections (
    code varchar, row_count bigint, most_tries bigint, first_rejected_at timestamp, last_rejected_at timestamp,
    source_system varchar, _load_id varchar, _source_line bigint, _row_hash varchar, _loaded_at timestamp
);
"""
LOAD = "insert into gate.loads values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, null, ?, ?)"
# The quarantine knows the column beside the reason; its records stay where they are.
QUARANTINED = """
insert into gate.load_reasons
select
    loads.table_name, 'quarantined', rows.reason, rows.column_name, count(*), loads.source_system, loads._load_id, null,
    null, loads._loaded_at
from quarantine.rows as rows
inner join gate.loads as loads on rows.load_id = loads._load_id
group by all
"""
EXCLUDED = "insert into gate.load_reasons values (?, 'excluded', ?, null, ?, ?, ?, null, null, ?)"


def copy_books(settings: Settings, ledger: Ledger) -> None:
    """Replace the tables of schema `gate` by what the ledger and the quarantine hold now, and what syncs did.

    Counts, never values.
    """
    loads = ledger.loads()
    with open_warehouse(settings.home) as connection:
        create_raw_tables(connection, settings)
        connection.begin()
        connection.execute(TABLES)
        if loads:
            connection.executemany(LOAD, [_row(load) for load in loads])
        connection.execute(QUARANTINED)
        quarantined = set(connection.execute("select _load_id, reason from gate.load_reasons").fetchall())
        excluded = [
            (load.table_name, rule, count, load.source_system, load.load_id, load.loaded_at.replace(tzinfo=None))
            for load in loads
            for rule, count in load.reasons.items()
            if (load.load_id, rule) not in quarantined
        ]
        if excluded:
            connection.executemany(EXCLUDED, excluded)
        for name in FIGURES:
            if (file := figures_file(settings.home.sync, name)).exists():
                connection.execute(f"insert into gate.{name} by name from read_parquet($1)", [str(file)])
        connection.commit()


def _row(load: Load) -> tuple:
    return (
        load.table_name,
        load.file_name,
        load.rows_read,
        load.rows_loaded,
        load.rows_quarantined,
        load.rows_duplicate,
        load.rows_excluded,
        load.seconds,
        load.source_system,
        load.load_id,
        load.sha256,
        load.loaded_at.replace(tzinfo=None),
    )
