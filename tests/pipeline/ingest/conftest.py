"""A home of its own for every test, and one call that drops a file, loads it and proves that no row was lost."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration import file_hashes
from orchestration.erasure.book import ErasureBook, Receipt
from orchestration.erasure.names import hash_names
from orchestration.ingest import LoadReport, ingest_source
from orchestration.ledger import Ledger
from orchestration.settings import Settings, load_settings
from orchestration.warehouse import verify_warehouse

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LEADS = {"lead_id": "id", "created_at": "created", "email": "email", "job_title": "note"}


@dataclass
class Inbox:
    """A directory of files with a leadhouse.yml, and the warehouse they are loaded into."""

    directory: Path
    lead_columns = LEADS

    def settings(self, *file_maps: dict[str, Any]) -> Settings:
        # JSON is YAML.
        (self.directory / "leadhouse.yml").write_text(json.dumps({"files": list(file_maps)}, indent=1))
        return load_settings(self.directory / "leadhouse.yml", self.directory / "home")

    def ledger(self, settings: Settings) -> Ledger:
        return Ledger(settings.home.ledger)

    def put(self, name: str, content: str | bytes) -> Path:
        path = self.directory / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def load(self, *file_maps: dict[str, Any]) -> list[LoadReport]:
        """Load all files of the first entry's source; every load must conserve its rows, by report and by tables."""
        settings = self.settings(*file_maps)
        ledger = self.ledger(settings)
        reports = ingest_source(settings, ledger, settings.files[0].source, NOW)
        for report in reports:
            kept_apart = report.rows_quarantined + report.rows_duplicate + report.rows_excluded
            assert report.rows_read == report.rows_loaded + kept_apart
        verify_warehouse(settings, ledger)
        return reports

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.directory / "home" / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def leads(self, columns: str = "lead_id") -> list[Any]:
        rows = self.query(f"select {columns} from raw_files.leads order by _source_line, lead_id")
        return [row[0] for row in rows] if "," not in columns else rows

    def misfits(self, columns: str = "source_line, reason") -> list[Any]:
        return self.query(f"select {columns} from quarantine.rows order by source_line")


@pytest.fixture(autouse=True)
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test has just written counts as lying there for long: its hash is remembered."""
    monkeypatch.setattr(file_hashes, "SETTLED_AFTER", float("-inf"))


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


@pytest.fixture
def new_inbox(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Inbox]:
    """Inboxes for a property test, which needs one for each of its examples."""
    return lambda: Inbox(tmp_path_factory.mktemp("inbox"))


@pytest.fixture
def load_leads(inbox: Inbox) -> Callable[..., LoadReport]:
    """Drop one file of leads (id, created, email, note) and load it; keywords change its entry or extend its map."""

    def load(content: str | bytes, name: str = "leads.csv", **entry: Any) -> LoadReport:
        inbox.put(name, content)
        columns = {**LEADS, **entry.pop("columns", {})}
        return inbox.load({"entity": "leads", "path": name, **entry, "columns": columns})[0]

    return load


@pytest.fixture
def erased(inbox):
    """Begin an erasure by hand: of an address, or of what else a (kind, value) names."""

    def begin(*names: tuple[str, str]) -> ErasureBook:
        book = ErasureBook(inbox.directory / "home")
        with duckdb.connect() as connection:
            named = " union all ".join(
                f"select 0 as row_key, '{kind}' as kind, '{value}' as value" for kind, value in names
            )
            hash_names(connection, named, book.salt())
            hashes = connection.execute("select kind, list(hash) from hashed group by kind").fetchall()
        book.write(
            Receipt(
                erasure_id="1", requested_at=NOW, reason=None, program="", identifiers=dict(hashes), finished_at=NOW
            )
        )
        return book

    return begin
