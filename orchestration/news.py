"""Whether a run can continue the last one and make only what concerns people with news (dbt's macros/news.sql)."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.audit_result import AUDITED_FILES, AuditResult
from orchestration.build import read_build
from orchestration.home import Home
from orchestration.warehouse import open_warehouse

# What may differ from run to run; with anything else different, all that was made before was made otherwise.
OF_ONE_RUN = {"as_of", "build_id", "only_news", "last_as_of", "loads", "parts", "selected"}
LAST_RUN = "kept.last_run"


def last_as_of(home: Home, variables: dict[str, Any]) -> datetime | None:
    """Where the last complete run of dbt looked from, if a run with these variables may continue it, else None.

    It may if it makes the same thing of the same rules, looks from no earlier moment, and finds the marts of that run,
    which no expectation contradicted: what is kept is not asked for its key again (macros/generic_tests.sql).
    Points that a review suggests follow from everybody's past, so with them nobody's score stands.
    """
    last = last_complete_run(home)
    if last is None or variables["compare_rule_set"] == "suggested":
        return None
    if _lasting(last) != _lasting(variables) or last["as_of"] > variables["as_of"]:
        return None
    if not lies_whole(home.build) or read_build(home.build).build_id != last["build_id"]:
        return None
    if not passed_audit(home.build, last["build_id"]):
        return None
    return datetime.fromisoformat(last["as_of"])


def lies_whole(directory: Path) -> bool:
    """Whether a build lies here whose files were closed: beside an open one lies what it has not taken in."""
    files = [directory / name for name in AUDITED_FILES]
    return (directory / "build.json").exists() and all(
        file.exists() and not Path(f"{file}.wal").exists() for file in files
    )


def passed_audit(directory: Path, build_id: str) -> bool:
    """Whether this build was audited here, and nothing was found against it."""
    audit = directory / "audit.json"
    if not audit.exists():
        return False
    result = AuditResult.model_validate_json(audit.read_text())
    return result.build_id == build_id and result.passed


def last_complete_run(home: Home) -> dict[str, Any] | None:
    """The variables of the last run of dbt that made everything it had to; dbt forgets them when another begins."""
    if not home.warehouse.exists():
        return None
    with open_warehouse(home, read_only=True) as warehouse:
        try:
            [(variables,)] = warehouse.sql(f"select variables from {LAST_RUN}").fetchall()
        except duckdb.CatalogException:
            return None
    # Of a run by hand nothing is known but that it made everything, of whatever lay there.
    return json.loads(variables) or None


def _lasting(variables: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in variables.items() if name not in OF_ONE_RUN}
