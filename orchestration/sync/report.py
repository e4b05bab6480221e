"""What a run leaves behind beside the book: its figures, and the requests of its plan."""

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self


@dataclass
class Report:
    """What a sync did, or would do. It counts and names no person."""

    destination: str
    build_id: str
    is_dry: bool
    status: str = "stopped"
    detail: str = ""
    planned: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    given_up: dict[str, int] = field(default_factory=dict)
    calls: int = 0
    writes: int = 0
    plan: Path | None = None
    plan_sha256: str = ""

    @property
    def alerts(self) -> list[str]:
        """What somebody should look at."""
        return [
            f"{count:,} rows are refused as {code} for too long and are tried no more"
            for code, count in self.given_up.items()
        ]


def report_lines(report: Report) -> Iterator[str]:
    """A report as a person reads it; it names nobody."""
    yield f"build         {report.build_id}"
    planned = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in report.planned.items())
    yield f"plan of       {planned}"
    said = ", ".join(f"{count:,} {name}" for name, count in report.outcomes.items())
    yield f"rows          {said or 'nothing to write'}"
    yield from (f"              {count:,} {code}" for code, count in report.reasons.most_common())
    yield from (f"alert         {alert}" for alert in report.alerts)
    yield f"calls         {report.calls:,}, of which {report.writes:,} write"
    if report.is_dry:
        yield f"plan          {report.plan}, for your eyes alone: it holds personal data"
        yield "              Nothing was written. Send it by --confirm."
    if report.detail:
        yield f"{report.status:13} {report.detail}"


class PlanFile:
    """The requests of a run as they are first sent, one a line; a dry run's and a real run's are the same bytes."""

    def __init__(self, path: Path) -> None:
        self.path, self._digest = path, hashlib.sha256()
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def add(self, line: bytes) -> None:
        """Write one request down."""
        self._file.write(line)
        self._digest.update(line)

    @property
    def sha256(self) -> str:
        """Hash of what stands there."""
        return self._digest.hexdigest()
