"""The book of all syncs, a DuckDB file of its own: runs, changelog, snapshot of what was accepted, dead letters.

It is personal data, and its owner's alone. Without it nothing is lost but time: every row is sent once more.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from orchestration.errors import NotFound, RunInProgress, SyncRefused
from orchestration.sync.figures import write_figures
from orchestration.sync.rows import Outcome, Row

SQL = Path(__file__).parent
# A change is booked when it leaves and when its answer is there; between the two nobody knows what the CRM holds.
SENT = Outcome("sent")
TEXTS = pa.map_(pa.string(), pa.string())
CHANGES = pa.schema(
    [
        *(
            (name, pa.string())
            for name in ("run_id", "destination", "person_id", "outcome", "code", "reason", "row_hash")
        ),
        ("sent", TEXTS),
        ("wanted", TEXTS),
        ("happened_at", pa.timestamp("us", "UTC")),
    ]
)


@dataclass(frozen=True)
class Book:
    """What one destination was sent. Each method that writes is one durable transaction."""

    connection: duckdb.DuckDBPyConnection
    destination: str

    def pin(self, organisation: str) -> None:
        """Remember which organisation this destination is. Raises SyncRefused if it was another before."""
        pinned = self.organisation()
        if pinned is None:
            self.connection.execute(
                "update destinations set organisation = $1 where destination = $2", [organisation, self.destination]
            )
        elif pinned != organisation:
            raise SyncRefused(
                f"{self.destination} has been organisation {pinned} and is now {organisation}: a sandbox taken for "
                "production, or the other way round. Give the other one an entry and a name of its own."
            )

    def organisation(self) -> str | None:
        """The organisation that earlier runs wrote to."""
        return self._one("select organisation from destinations where destination = $1", self.destination)

    def begin_run(self, run_id: str, build_id: str, started_at: datetime) -> None:
        """Book that a run has begun."""
        self.connection.execute(
            "insert into runs (run_id, destination, build_id, started_at, status) values ($1, $2, $3, $4, 'running')",
            [run_id, self.destination, build_id, started_at],
        )

    def end_run(
        self, run_id: str, ended_at: datetime, status: str, figures: dict[str, int], plan_sha256: str, detail: str
    ) -> None:
        """Book how a run ended."""
        self.connection.execute(
            "update runs set finished_at = $2, status = $3, figures = map($4::varchar[], $5::bigint[]), "
            "plan_sha256 = $6, detail = $7 where run_id = $1",
            [run_id, ended_at, status, list(figures), list(figures.values()), plan_sha256, detail],
        )

    def newest_build(self) -> str | None:
        """The latest build that was ever sent from."""
        return self._one(
            "select max(build_id) from runs where destination = $1 and status in ('done', 'paused')", self.destination
        )

    def calls_since(self, moment: datetime) -> int:
        """How many requests were made of the CRM since then."""
        calls = "select sum(figures['calls']) from runs where destination = $1 and started_at >= $2"
        return self._one(calls, self.destination, moment) or 0

    def write(self, run_id: str, happened_at: datetime, changes: Sequence[tuple[Row, Outcome]]) -> None:
        """Add to the changelog what was sent, or what came of it."""
        columns = {
            "run_id": [run_id] * len(changes),
            "destination": [self.destination] * len(changes),
            "person_id": [row.person_id for row, _ in changes],
            "outcome": [outcome.kind for _, outcome in changes],
            "code": [outcome.code for _, outcome in changes],
            "reason": [outcome.reason for _, outcome in changes],
            "row_hash": [row.row_hash for row, _ in changes],
            "sent": [list(row.changed.items()) for row, _ in changes],
            "wanted": [list(row.wanted.items()) for row, _ in changes],
            "happened_at": [happened_at] * len(changes),
        }
        news = pa.table(columns, schema=CHANGES)
        self.connection.register("changes_to_book", news)
        self.connection.execute(f"insert into changes ({', '.join(CHANGES.names)}) select * from changes_to_book")
        self.connection.unregister("changes_to_book")

    def settle(self) -> None:
        """Bring snapshot and dead letters up to the changelog; not while it is in doubt about a row."""
        if self.in_doubt():
            return
        self.connection.execute("begin")
        for statement in (SQL / "settle.sql").read_text().split(";\n"):
            named = {"destination": self.destination} if "$destination" in statement else None
            self.connection.execute(statement, named)
        self.connection.execute("commit")

    def forget_changes(self, before: datetime) -> None:
        """Leave out of the changelog what happened before a moment and is settled; snapshot and dead letters stay."""
        self.connection.execute(
            "delete from changes where destination = $1 and happened_at < $2 "
            "and number <= (select settled_until from destinations where destination = $1)",
            [self.destination, before],
        )

    def in_doubt(self) -> list[Row]:
        """Rows that were sent and of which no answer is booked: a run was killed, or the answer never came."""
        rows = self.connection.execute(
            """
            select person_id, arg_max(row_hash, number), arg_max(sent, number), arg_max(wanted, number)
            from changes
            where destination = $1
                and number > (select settled_until from destinations where destination = $1)
            group by person_id having arg_max(outcome, number) = 'sent' order by person_id
            """,
            [self.destination],
        ).fetchall()
        return [Row(person, row_hash, sent, wanted) for person, row_hash, sent, wanted in rows]

    def aged_out(self, now: datetime, max_tries: int, give_up_after: timedelta) -> dict[str, int]:
        """Dead letters that are not tried again, by the CRM's reason."""
        return dict(
            self.connection.execute(
                "select code, count(*) from rejected "
                "where destination = $1 and (tries >= $2 or first_rejected_at <= $3) group by code order by code",
                [self.destination, max_tries, now - give_up_after],
            ).fetchall()
        )

    def _one(self, query: str, *values: object) -> object:
        row = self.connection.execute(query, list(values)).fetchone()
        return row[0] if row else None


def book_of(directory: Path) -> Path:
    """The book's file, for somebody about to read it. Raises NotFound before the first sync."""
    if not (path := directory / "sync.duckdb").exists():
        raise NotFound("Nothing has been synced yet. `leadhouse sync` lists where to.")
    return path


def last_runs(directory: Path) -> list[tuple[str, datetime, str, int, int]]:
    """Of each destination's last run that wrote: when it began, how it ended, rows accepted and rejected.

    Raises RunInProgress while a sync is at work.
    """
    path = directory / "sync.duckdb"
    if not path.exists():
        return []
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            return connection.execute(
                """
                select destination, started_at, status,
                    coalesce(figures['accepted'], 0), coalesce(figures['rejected'], 0)
                from runs where not starts_with(status, 'dry')
                qualify row_number() over (partition by destination order by started_at desc) = 1
                order by destination
                """
            ).fetchall()
    except duckdb.IOException as error:
        raise RunInProgress(f"{path} is held by a sync that is at work.") from error


@contextmanager
def open_book(directory: Path, destination: str, memory: str = "600MB", threads: int = 2) -> Iterator[Book]:
    """The book that lies in this directory, made if there is none. One process at a time may hold it."""
    path = directory / "sync.duckdb"
    options = {"memory_limit": memory, "threads": threads, "temp_directory": str(directory / "spill")}
    with duckdb.connect(str(path), config=options) as connection:
        path.chmod(0o600)
        connection.execute("set TimeZone = 'UTC'; set enable_progress_bar = false")
        connection.execute((SQL / "book.sql").read_text())
        connection.execute("insert or ignore into destinations (destination) values ($1)", [destination])
        try:
            yield Book(connection, destination)
        finally:
            write_figures(connection, directory)
