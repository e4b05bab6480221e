"""What an audit found, and the proof that it was found in exactly these bytes."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from orchestration.errors import NotAudited

AUDITED_FILES = ("marts.duckdb", "activation.duckdb")
# What follows where something does not hold: the build is refused, or published and people are told.
Action = Literal["block", "alert"]


class Finding(BaseModel):
    """One expectation about one mart. `figure` counts or measures; it never quotes a row."""

    model_config = ConfigDict(frozen=True)

    mart: str
    expectation: str
    passed: bool
    figure: str
    action: Action = "block"

    def __str__(self) -> str:
        return f"{self.mart}: {self.expectation}: {self.figure}"


class SuiteResult(BaseModel):
    """A suite passes if it held expectations, and those that did not hold only alert."""

    model_config = ConfigDict(frozen=True)

    suite: str
    findings: list[Finding]

    @property
    def passed(self) -> bool:
        return bool(self.findings) and not self.failures

    @property
    def failures(self) -> list[Finding]:
        return self._broken("block")

    @property
    def alerts(self) -> list[Finding]:
        return self._broken("alert")

    def _broken(self, action: Action) -> list[Finding]:
        return [finding for finding in self.findings if not finding.passed and finding.action == action]


class AuditResult(BaseModel):
    """Kept as `audit.json` beside the audited files, whose hashes it holds."""

    model_config = ConfigDict(frozen=True)

    build_id: str
    audited_at: datetime
    files: dict[str, str]
    suites: list[SuiteResult]

    @property
    def passed(self) -> bool:
        return bool(self.suites) and all(suite.passed for suite in self.suites)

    @property
    def failures(self) -> list[Finding]:
        return [failure for suite in self.suites for failure in suite.failures]

    @property
    def alerts(self) -> list[Finding]:
        return [alert for suite in self.suites for alert in suite.alerts]

    @property
    def expectation_count(self) -> int:
        return sum(len(suite.findings) for suite in self.suites)


def require_passed_audit(directory: Path, build_id: str, suites: set[str]) -> AuditResult:
    """The passed audit of the files that lie in this directory now.

    Raises NotAudited if there is none, if it failed, is of another build or of other bytes, or lacks one of the suites.
    That the audit ran before in the same job proves nothing: this does.
    """
    path = directory / "audit.json"
    if not path.exists():
        raise NotAudited(f"Build {build_id} was never audited.")
    result = AuditResult.model_validate_json(path.read_text())
    if result.build_id != build_id:
        raise NotAudited(f"The audit is of build {result.build_id}, not of {build_id}.")
    if missing := suites - {suite.suite for suite in result.suites}:
        raise NotAudited(f"Build {build_id} was not audited by {', '.join(sorted(missing))}.")
    if not result.passed:
        raise NotAudited(f"Build {build_id} failed its audit.")
    for name in AUDITED_FILES:
        if result.files.get(name) != sha256(directory / name):
            raise NotAudited(f"Build {build_id}: {name} has changed since it was audited. Run again to build anew.")
    return result


def sha256(path: Path) -> str:
    """Hash of a file's bytes, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
