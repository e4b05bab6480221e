"""Who was erased, as keyed hashes: one receipt per person, which is also what the gate knows them by."""

import os
import secrets
from datetime import datetime
from pathlib import Path

import duckdb
from pydantic import BaseModel, ConfigDict

from orchestration.errors import LeadhouseError
from orchestration.landing import sync_directory

SALT_BYTES = 32


class Receipt(BaseModel):
    """One erasure. Whoever has neither the salt nor the identifier itself cannot tell whose it is.

    `program` is the hash of the code that erased; `removed` counts rows by raw table, `kept_without_person` those that
    stayed for their money; `outside` names files beyond the home that hold the person still. It is finished once no
    build that knew the person can be shown to readers.
    """

    model_config = ConfigDict(frozen=True)

    erasure_id: str
    requested_at: datetime
    reason: str | None
    program: str
    identifiers: dict[str, list[str]]
    removed: dict[str, int] = {}
    kept_without_person: dict[str, int] = {}
    files_rewritten: int = 0
    builds_expired: list[str] = []
    outside: list[str] = []
    finished_at: datetime | None = None


class ErasureBook:
    """The receipts of a home, oldest first, and the salt of their hashes; readable by their owner alone."""

    def __init__(self, home: Path) -> None:
        self.directory = home / "erasures"

    def receipts(self) -> list[Receipt]:
        """All that were ever begun. What was begun holds at the gate at once, finished or not."""
        return [self.read(path.stem) for path in sorted(self.directory.glob("[0-9]*.json"))]

    def read(self, erasure_id: str) -> Receipt:
        """One receipt as it stands now."""
        return Receipt.model_validate_json((self.directory / f"{erasure_id}.json").read_text())

    def unfinished(self) -> list[Receipt]:
        """Erasures that were begun and of which a build may still know the person."""
        return [receipt for receipt in self.receipts() if receipt.finished_at is None]

    def salt(self) -> str:
        """The home's own. Raises LeadhouseError if it is gone while there are receipts: they would know nobody."""
        path = self.directory / "salt"
        if not path.exists():
            if self.receipts():
                raise LeadhouseError(
                    f"{path} is missing: without it erased people cannot be told from others. Put it back from a copy."
                )
            self.directory.mkdir(parents=True, exist_ok=True)
            self.directory.chmod(0o700)
            self._write(path, secrets.token_hex(SALT_BYTES))
        return path.read_text()

    def write(self, receipt: Receipt) -> None:
        """Keep a receipt, durably, over an earlier state of it."""
        self._write(self.directory / f"{receipt.erasure_id}.json", receipt.model_dump_json(indent=2))

    def list_in(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Fill the temporary table `erased` (hash) with all who were erased."""
        hashes = [one for receipt in self.receipts() for several in receipt.identifiers.values() for one in several]
        connection.execute("create or replace temp table erased as select unnest(?::varchar[]) as hash", [hashes])

    def _write(self, path: Path, text: str) -> None:
        fresh = path.with_name(f".{path.name}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        sync_directory(path.parent)
