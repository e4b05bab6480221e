"""A home with a published build of a few people, a fake CRM to write to, and a clock that the test turns."""

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from orchestration.erasure.book import ErasureBook, Receipt
from orchestration.erasure.names import hash_names
from orchestration.publish import move_pointer, publish
from orchestration.sync.config import SyncTarget
from orchestration.sync.engine import Report, sync
from orchestration.sync.pace import Patience
from tests.fakes.written import FakeWritten
from tests.pipeline.tiny_build import make_build, pass_audit

NOON = datetime(2024, 6, 3, 12, tzinfo=UTC)
QUICK = Patience(tries=3, first_wait=0, longest_wait=0, answer=5, sleep=lambda seconds: None)
CREDENTIALS = {
    "salesforce": ("client_id", "client_secret"),
    "hubspot": ("access_token",),
    "marketo": ("client_id", "client_secret"),
    "zoho": ("client_id", "client_secret", "refresh_token"),
    "pardot": ("client_id", "client_secret", "business_unit_id"),
    "webhook": ("secret",),
}
OBJECTS = {"salesforce": "Lead", "hubspot": "contacts", "zoho": "Leads"}
KEYS = {"salesforce": "Email", "zoho": "Email"}
# Most tests begin with the same build: it is made once and copied.
SCRATCH = tempfile.TemporaryDirectory()
BUILDS: dict[str, Path] = {}
People = dict[str, dict[str, Any]]


def people(count: int, **values: Any) -> People:
    """So many people p001, p002, … with a score of ten times their number, a grade and consent."""
    return {
        f"p{number:03}": {
            "email": f"p{number:03}@example.test",
            "score": number * 10,
            "grade": "B",
            "can": True,
            **values,
        }
        for number in range(1, count + 1)
    }


class World:
    """What a team has that writes to one CRM."""

    def __init__(self, home: Path, fake: FakeWritten | None, to: str, **more: Any) -> None:
        self.directory, self.fake, self.to, self.hour = home, fake, to, 0
        self.clock = NOON
        self.key = KEYS.get(to, "email")
        given = {
            "to": to,
            "object": OBJECTS.get(to, ""),
            "base_url": fake.url if fake else "",
            "auth_url": fake.url if fake else None,
            "allow_hosts": ["127.0.0.1"],
            "credentials": {name: f"TEST_{name.upper()}" for name in CREDENTIALS.get(to, ())},
            "key": {"field": self.key, "column": "people_pii.email"},
            "fields": {"score": "lead_scores.lead_score", "grade": "lead_scores.fit_grade"},
            **more,
        }
        self.target = SyncTarget.model_validate(given).placed(home / "leadhouse.yml", 1)

    @property
    def published(self) -> Path:
        return self.directory / "published"

    def publish(self, known: People, marts_sql: str = "", activation_sql: str = "") -> str:
        """Publish a build, an hour later than the one before: these people, or what the SQL puts in their place."""
        self.hour += 1
        content = repr((self.hour, known, marts_sql, activation_sql))
        if content not in BUILDS:
            BUILDS[content] = _built(
                Path(tempfile.mkdtemp(dir=SCRATCH.name)), self.hour, known, marts_sql, activation_sql
            )
        shutil.copytree(BUILDS[content], self.published / BUILDS[content].name)
        move_pointer(self.published, BUILDS[content].name)
        return BUILDS[content].name

    def erase(self, person: str) -> None:
        """Begin to erase a person: the gate knows them from then on, and readers until the next build."""
        book = ErasureBook(self.directory)
        with duckdb.connect() as connection:
            hash_names(connection, f"select 0 as row_key, 'person' as kind, '{person}' as value", book.salt())
            hashes = [one for (one,) in connection.execute("select hash from hashed").fetchall()]
        erased = {"person": hashes}
        book.write(
            Receipt(erasure_id="20240603T120000Z-1", requested_at=NOON, reason=None, program="", identifiers=erased)
        )

    def sync(self, confirm: bool = True, patience: Patience = QUICK, **options: Any) -> Report:
        """One sync, ten minutes after the one before."""
        self.clock += timedelta(minutes=10)
        return sync(
            self.directory / "sync",
            self.published,
            ErasureBook(self.directory),
            self.target,
            confirm,
            patience=patience,
            now=lambda: self.clock,
            **options,
        )

    def state(self, *fields: str) -> dict[str, Any]:
        """What the CRM holds: the score of each person, or the named fields."""
        names = fields or ("score",)
        return {
            key.partition("@")[0]: values[0]
            if len(values := [record.get(name) for name in names]) == 1
            else tuple(values)
            for key, record in sorted(self.fake.records.items())
        }

    def rows(self, query: str) -> list[tuple]:
        """What the book says."""
        with duckdb.connect(str(self.directory / "sync" / "sync.duckdb"), read_only=True) as book:
            return book.sql(query).fetchall()


def _built(directory: Path, hour: int, known: People, marts_sql: str, activation_sql: str) -> Path:
    """The directory of a published build."""
    build = make_build(directory / "build", hour=hour)
    with duckdb.connect(str(directory / "build" / "marts.duckdb")) as marts:
        marts.execute("create schema lead_score")
        columns = (
            "person_id varchar, lead_score decimal(18, 9), fit_grade varchar, probability double, seen_at timestamp"
        )
        _fill(marts, "lead_score.lead_scores", columns, known, ("score", "grade", "probability", "seen_at"))
        marts.execute(marts_sql)
    with duckdb.connect(str(directory / "build" / "activation.duckdb")) as activation:
        columns = "person_id varchar, email varchar, can_contact boolean"
        _fill(activation, "activation.activation.people_pii", columns, known, ("email", "can"))
        activation.execute(activation_sql)
    pass_audit(directory / "build", build)
    publish(directory / "build", directory / "published", {"core"}, 1, build.started_at)
    return directory / "published" / build.build_id


def _fill(
    connection: duckdb.DuckDBPyConnection, table: str, columns: str, known: People, names: tuple[str, ...]
) -> None:
    rows = [[person, *(one.get(name) for name in names)] for person, one in known.items()]
    marks = ", ".join(f"({', '.join('?' for _ in row)})" for row in rows)
    connection.execute(f"create or replace table {table} ({columns})")
    connection.execute(f"insert into {table} values {marks}", [value for row in rows for value in row])
