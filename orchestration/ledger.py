"""What was loaded and built, in SQLite beside the warehouse, so that a damaged warehouse is noticed."""

import json
import sqlite3
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from orchestration.sealed_book import SEAL, SealedBook

LOADS_AND_BUILDS = """
create table loads (
    load_id text primary key,
    source_system text not null,
    table_name text not null,
    file_name text not null,
    sha256 text not null,
    map_fingerprint text not null,
    loaded_at text not null,
    rows_read integer not null,
    rows_loaded integer not null,
    rows_quarantined integer not null,
    rows_duplicate integer not null,
    rows_excluded integer not null,
    seconds real not null,
    reasons text not null,
    replaced_by text
);
create table builds (
    build_id text primary key,
    started_at text not null,
    finished_at text not null,
    as_of text not null,
    fingerprint text not null,
    status text not null check (status in ('published', 'refused', 'failed', 'rolled_back')),
    detail text not null
)
"""
# How far each stream of a CRM's API was read and landed.
CURSORS = """
create table if not exists cursors (
    source_system text not null,
    stream text not null,
    version integer not null,
    reached_at text,
    full_at text,
    digest text,
    primary key (source_system, stream)
)
"""
# Contents that landing keeps without the rows of erased people, by the content that came.
REWRITTEN = """
create table rewritten (
    source_system text not null,
    table_name text not null,
    received_sha256 text not null,
    sha256 text not null,
    primary key (source_system, table_name, received_sha256)
)
"""
# What leads from a version of the book to a newer one. The first version knew only the tables of files.
MIGRATIONS = {0: (2, LOADS_AND_BUILDS), 2: (3, f"{CURSORS}; {SEAL}"), 3: (4, REWRITTEN)}

BuildStatus = Literal["published", "refused", "failed", "rolled_back"]


@dataclass(frozen=True)
class Load:
    """One file's content under one map. `reasons` counts quarantined rows by reason and excluded ones by rule."""

    load_id: str
    source_system: str
    table_name: str
    file_name: str
    sha256: str
    map_fingerprint: str
    loaded_at: datetime
    rows_read: int
    rows_loaded: int
    rows_quarantined: int
    rows_duplicate: int
    rows_excluded: int
    seconds: float
    reasons: dict[str, int] = field(default_factory=dict)
    replaced_by: str | None = None


@dataclass(frozen=True)
class Build:
    """One attempt to build and publish the marts."""

    build_id: str
    started_at: datetime
    finished_at: datetime
    as_of: datetime
    fingerprint: str
    status: BuildStatus
    detail: str


class Ledger(SealedBook):
    """The book of loads and builds. Each method is one durable transaction on a connection of its own."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, MIGRATIONS)

    def record_load(self, load: Load, received_sha256: str | None = None) -> None:
        """Book a load; an earlier load of the same content under another map counts as replaced by it.

        Where landing keeps a content without some of its rows, `received_sha256` is that of the content as it came.
        """
        place = (load.source_system, load.table_name)
        with self.connect() as connection:
            connection.execute(
                """
                update loads set replaced_by = ?1
                where source_system = ?2 and table_name = ?3 and load_id <> ?1 and sha256 in (
                    select ?4 union all select ?5 union all select sha256 from rewritten
                    where source_system = ?2 and table_name = ?3 and received_sha256 = ?5
                )
                """,
                (load.load_id, *place, load.sha256, received_sha256),
            )
            if received_sha256 not in {None, load.sha256}:
                connection.execute(
                    "update rewritten set sha256 = ? where source_system = ? and table_name = ? and sha256 = ?",
                    (load.sha256, *place, received_sha256),
                )
                connection.execute(
                    "insert or replace into rewritten values (?, ?, ?, ?)", (*place, received_sha256, load.sha256)
                )
            _write(
                connection, "loads", "load_id", {**asdict(load), "reasons": json.dumps(load.reasons, sort_keys=True)}
            )

    def loads(self, table: str | None = None) -> list[Load]:
        """The loads that stand (replaced ones left out), oldest first."""
        query = (
            "select * from loads where replaced_by is null and (?1 is null or table_name = ?1) "
            "order by loaded_at, load_id"
        )
        with self.read() as connection:
            return [_load(row) for row in connection.execute(query, (table,))]

    def loads_as_booked(self) -> list[Load]:
        """The loads that stand, in the order in which the gate took them."""
        with self.read() as connection:
            return [
                _load(row) for row in connection.execute("select * from loads where replaced_by is null order by rowid")
            ]

    def strike_load(self, load_id: str) -> None:
        """Take a load out of the book: its content counts as never seen."""
        with self.connect() as connection:
            connection.execute("delete from loads where load_id = ?", (load_id,))

    def find_load(self, source_system: str, table: str, sha256: str) -> Load | None:
        """The load that stands for a file's content, as it came or as landing keeps it, under whichever map."""
        query = """
            select * from loads
            where source_system = ?1 and table_name = ?2 and replaced_by is null and sha256 in (
                select ?3 union all select sha256 from rewritten
                where source_system = ?1 and table_name = ?2 and received_sha256 = ?3
            )
        """
        with self.read() as connection:
            row = connection.execute(query, (source_system, table, sha256)).fetchone()
        return _load(row) if row else None

    def loads_by_content(self, table: str | None = None) -> dict[tuple[str, str, str], Load]:
        """The loads that stand, by system, table and hash of the content, as it came and as landing keeps it."""
        by_content = {(load.source_system, load.table_name, load.sha256): load for load in self.loads(table)}
        with self.read() as connection:
            for system, of_table, received, kept in connection.execute("select * from rewritten").fetchall():
                if load := by_content.get((system, of_table, kept)):
                    by_content.setdefault((system, of_table, received), load)
        return by_content

    def rewritten(self, source_system: str, table: str) -> dict[str, str]:
        """Hashes of contents as they came, with those of what landing keeps of them."""
        query = "select received_sha256, sha256 from rewritten where source_system = ? and table_name = ?"
        with self.read() as connection:
            return dict(connection.execute(query, (source_system, table)).fetchall())

    def record_build(
        self,
        build_id: str,
        started_at: datetime,
        finished_at: datetime,
        as_of: datetime,
        fingerprint: str,
        status: BuildStatus,
        detail: str,
    ) -> None:
        """Book a build, or the later fate of one (a published build that was rolled back), and copy the book."""
        build = Build(build_id, started_at, finished_at, as_of, fingerprint, status, detail)
        with self.connect() as connection:
            _write(connection, "builds", "build_id", asdict(build))
        self.keep_copy()

    def builds(self) -> list[Build]:
        """All builds, newest first."""
        with self.read() as connection:
            rows = connection.execute("select * from builds order by started_at desc, build_id desc").fetchall()
        return [Build(**_with_moments(row)) for row in rows]


def _write(connection: sqlite3.Connection, table: str, key: str, row: dict[str, Any]) -> None:
    """Write a row, over an older one of the same key and in its place. Names are ours, values are bound."""
    values = [value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for value in row.values()]
    marks = ", ".join("?" for _ in values)
    changes = ", ".join(f"{name} = excluded.{name}" for name in row)
    connection.execute(
        f"insert into {table} ({', '.join(row)}) values ({marks}) on conflict ({key}) do update set {changes}", values
    )


def _load(row: sqlite3.Row) -> Load:
    known = {field.name for field in fields(Load)}
    return Load(**{name: value for name, value in _with_moments(row).items() if name in known})


def _with_moments(row: sqlite3.Row) -> dict[str, Any]:
    values = dict(row)
    for name in ("loaded_at", "started_at", "finished_at", "as_of"):
        if name in values:
            values[name] = datetime.fromisoformat(values[name])
    if "reasons" in values:
        values["reasons"] = json.loads(values["reasons"])
    return values
