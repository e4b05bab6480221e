"""Files to import by hand: one per batch, named by build and content, so that the same rows make one file."""

import hashlib
import io
import os
from pathlib import Path
from typing import Any

from orchestration.query import Answer as Table
from orchestration.query import write_csv
from orchestration.sync.config import SyncTarget
from orchestration.sync.rows import ACCEPTED, Outcome, Request, Row

BATCH = 10_000
WHOLE_ROWS, CAN_READ = True, False


class Folder:
    """A directory as one run sees it."""

    def __init__(self, target: SyncTarget) -> None:
        self.directory = Path(target.directory)
        self.calls = self.writes = 0

    def write(self, request: Request) -> None:
        """Put the file there whole, for its owner alone."""
        self.directory.mkdir(parents=True, exist_ok=True)
        partial = self.directory / f".partial-{request.path}"
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(request.body)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self.directory / request.path)
        self.calls += 1
        self.writes += 1

    def close(self) -> None:
        """Nothing is held."""


def organisation(folder: Folder) -> str:
    return str(folder.directory.resolve())


def requests(target: SyncTarget, rows: list[Row], build_id: str) -> list[Request]:
    """The file as a spreadsheet may open it: what looks like a formula there is text."""
    columns = list(target.columns)
    table = io.StringIO()
    write_csv(Table(columns, [tuple(_cell(row.values.get(column)) for column in columns) for row in rows]), table)
    body = table.getvalue().encode()
    name = f"{target.name}-{build_id}-{hashlib.sha256(body).hexdigest()[:16]}.csv"
    return [Request("FILE", name, body, "text/csv")]


def send(folder: Folder, target: SyncTarget, to_send: list[Request], rows: list[Row]) -> list[Outcome]:
    folder.write(to_send[0])
    return [ACCEPTED] * len(rows)


def _cell(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value
