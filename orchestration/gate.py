"""The gate: received rows become typed rows of a raw table, or go whole to quarantine. None is lost in silence."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import duckdb

from orchestration.contracts import GATE_COLUMNS, Contract
from orchestration.errors import NotConserved
from orchestration.file_map import FileMap
from orchestration.misfits import Origin, quarantine_rejects, quarantine_rows
from orchestration.sources.column_map import Check, CompiledColumn, compile_map
from orchestration.sources.exclusions import excluding_rule, exclusion_number
from orchestration.sources.received import Received


@dataclass(frozen=True)
class Counts:
    """What became of the rows of one load; `reasons` counts quarantined rows by reason and excluded ones by rule."""

    read: int
    loaded: int
    quarantined: int
    duplicate: int
    excluded: int
    reasons: dict[str, int]


def judge(
    connection: duckdb.DuckDBPyConnection, received: Received, file_map: FileMap, contract: Contract
) -> list[Check]:
    """Fill the temporary table `judged` (line, v_<column>, excluded_by, failed, row_hash); return the checks.

    `failed` is the place in the checks of the first that the row fails, null for a good row.
    """
    if not received.positions:
        return []
    compiled = compile_map(file_map, contract, received.positions)
    checks = [check for column in compiled for check in column.checks]
    failed = " ".join(f"when {check.misfits} then {number}" for number, check in enumerate(checks))
    connection.execute(
        f"""
        create or replace temp table judged as
        with unmapped as (
            select *, {exclusion_number(file_map, received.positions)} as excluded_by
                {"".join(f", {column.unmapped} as u_{column.name}" for column in compiled)}
            from received
        ), texts as (
            select * {"".join(f", {column.text} as t_{column.name}" for column in compiled)} from unmapped
        ), typed as (
            select * {_values(compiled, contract, received)} from texts
        )
        select
            line, excluded_by, case when excluded_by is null then case {failed} end end as failed,
            {row_hash(contract, "v_")} as row_hash
            {"".join(f", v_{name}" for name in contract.columns)}
        from typed
        """
    )
    return checks


def keep(
    connection: duckdb.DuckDBPyConnection,
    received: Received,
    checks: list[Check],
    file_map: FileMap,
    contract: Contract,
    load_id: str,
    file_name: str,
    now: datetime,
) -> Counts:
    """Write judged rows and rejects to the raw table and the quarantine, inside the caller's transaction.

    Raises NotConserved if the rows written and left out are not the rows read.
    """
    origin = Origin(load_id, file_map.system, contract.name, file_name, now.replace(tzinfo=None))
    if received.positions:
        _insert_rows(connection, contract, file_map.system, load_id, now)
        quarantine_rows(connection, received, checks, origin)
    rules = {reject: excluding_rule(reject, file_map) for reject in received.rejects}
    if misfits := [reject for reject, rule in rules.items() if rule is None]:
        quarantine_rejects(connection, misfits, origin)
    excluded = Counter(rule.name for rule in rules.values() if rule)
    return _conserved(connection, received, file_map, contract, load_id, excluded)


def _values(compiled: list[CompiledColumn], contract: Contract, received: Received) -> str:
    by_name = {column.name: column.value for column in compiled}
    values = []
    for column in contract.columns.values():
        if column.content_hash:
            value = f"coalesce({by_name.get(column.name, 'null')}, md5({received.record}))"
        elif column.name in by_name:
            value = by_name[column.name]
        else:
            value = f"cast(null as {column.data_type})"
        values.append(f", {value} as v_{column.name}")
    return "".join(values)


def row_hash(contract: Contract, prefix: str) -> str:
    """SQL for the hash of all values, in columns with a prefix.

    NUL, in no good text, parts them and stands for null, so no two rows read alike.
    """
    texts = ", ".join(f'coalesce(cast("{prefix}{name}" as varchar), chr(0))' for name in contract.columns)
    return f"md5(concat_ws(chr(0), {texts}))"


def _insert_rows(
    connection: duckdb.DuckDBPyConnection, contract: Contract, system: str, load_id: str, now: datetime
) -> None:
    """Insert good rows, without those that say nothing new.

    A row that dates itself (`updated_at`) is known if the same row is, wherever it stands. One that doesn't is known if
    it equals the version right before it: a row that turns back to an older state is news.

    The table grows with the history: it is named where it is read, for under one name DuckDB would hold it all.
    """
    table = contract.relation
    key = ", ".join(f'"{name}"' for name in contract.key)
    connection.execute(
        f"""
        create or replace temp table repeated as
        with good as (
            select line, row_hash, {", ".join(f'v_{name} as "{name}"' for name in contract.key)},
                {"v_updated_at is not null" if "updated_at" in contract.columns else "false"} as is_dated
            from judged
            where failed is null and excluded_by is null
        ), several as (
            select row_hash from good group by row_hash having count(*) > 1
        ), known as (
            select distinct stored._row_hash
            from {table} as stored
            semi join good on stored._row_hash = good.row_hash
            where stored.source_system = $system
        ), suspects as (
            select {key} from good semi join several on good.row_hash = several.row_hash
            union
            select {key} from good semi join known on good.row_hash = known._row_hash
        ), versions as (
            select line, row_hash, is_dated, {key} from good semi join suspects using ({key})
            union all
            select 0, max_by(_row_hash, (_loaded_at, _source_line)), false, {key}
            from {table} as stored semi join suspects using ({key})
            where stored.source_system = $system
            group by {key}
        ), compared as (
            select
                line, row_hash, is_dated,
                lag(row_hash) over (partition by {key} order by line) as version_before,
                row_number() over (partition by {key}, row_hash order by line) as occurrence
            from versions
        )
        select line from compared
        where line > 0 and case
            when is_dated then occurrence > 1 or row_hash in (select _row_hash from known)
            else row_hash = version_before
        end
        """,
        {"system": system},
    )
    connection.execute(
        f"""
        insert into {table} ({", ".join(f'"{name}"' for name in [*contract.columns, *GATE_COLUMNS])})
        select {"".join(f"v_{name}, " for name in contract.columns)} $system, $load_id, line, row_hash, $now
        from judged
        anti join repeated on judged.line = repeated.line
        where failed is null and excluded_by is null
        """,
        {"system": system, "load_id": load_id, "now": now.replace(tzinfo=None)},
    )


def _conserved(
    connection: duckdb.DuckDBPyConnection,
    received: Received,
    file_map: FileMap,
    contract: Contract,
    load_id: str,
    excluded_by: Counter[str],
) -> Counts:
    """Count what stands in the tables, not what we meant to write. `excluded_by` counts the lines that were no rows."""
    loaded = connection.execute(f"select count(*) from {contract.relation} where _load_id = ?", [load_id]).fetchone()[0]
    reasons = dict(
        connection.execute(
            "select reason, count(*) from quarantine.rows where load_id = ? group by reason order by reason", [load_id]
        ).fetchall()
    )
    quarantined = sum(reasons.values())
    duplicate = 0
    if received.positions:
        by_rule = connection.execute(
            "select excluded_by, count(*) from judged where excluded_by is not null group by all order by all"
        ).fetchall()
        excluded_by.update({file_map.exclude[number].name: count for number, count in by_rule})
        duplicate = connection.execute("select count(*) from repeated").fetchone()[0]
    reasons |= excluded_by
    excluded = excluded_by.total()
    if received.rows_read != loaded + quarantined + duplicate + excluded:
        raise NotConserved(
            f"{file_map.place}: {file_map.path}: {received.rows_read} rows read, but {loaded} loaded + {quarantined} "
            f"quarantined + {duplicate} duplicate + {excluded} excluded. Nothing was kept of this load."
        )
    return Counts(received.rows_read, loaded, quarantined, duplicate, excluded, reasons)
