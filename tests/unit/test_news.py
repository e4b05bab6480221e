"""When a run continues the last one."""

import json
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.audit_result import AuditResult, Finding, SuiteResult
from orchestration.build import Build, begin
from orchestration.errors import WarehouseDamaged
from orchestration.home import Home
from orchestration.news import last_as_of

VARIABLES = {
    "as_of": "2026-06-30T12:00:00+00:00",
    "compare_rule_set": "",
    "project": "abc",
    "time_zone": "UTC",
    "build_id": "first",
}
NEXT = {**VARIABLES, "as_of": "2026-07-01T12:00:00+00:00", "build_id": "second"}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home in which a run of dbt has just made everything."""
    home = Home(path=tmp_path)
    moment = datetime.fromisoformat(VARIABLES["as_of"])
    begin(home.build, Build(build_id="first", started_at=moment, as_of=moment, fingerprint=""))
    home.marts.touch()
    home.activation.touch()
    remember(home, VARIABLES)
    audited(home, passed=True)
    return home


def audited(home: Home, passed: bool, build_id: str = "first") -> None:
    finding = Finding(mart="core.people", expectation="person_id is unique", passed=passed, figure="")
    suites = [SuiteResult(suite="core", findings=[finding])]
    result = AuditResult(build_id=build_id, audited_at=datetime.now(UTC), files={}, suites=suites)
    (home.build / "audit.json").write_text(result.model_dump_json())


def remember(home: Home, variables: dict) -> None:
    with duckdb.connect(str(home.warehouse)) as warehouse:
        warehouse.execute("create schema if not exists kept")
        warehouse.execute("create or replace table kept.last_run as select $1 as variables", [json.dumps(variables)])


def test_the_next_day_continues(home):
    assert last_as_of(home, NEXT) == datetime.fromisoformat(VARIABLES["as_of"])
    remember(home, {**VARIABLES, "only_news": True, "last_as_of": "2026-06-29T12:00:00+00:00"})
    assert last_as_of(home, NEXT) == datetime.fromisoformat(VARIABLES["as_of"])


@pytest.mark.parametrize(
    "other",
    [
        {"project": "changed"},
        {"time_zone": "Asia/Shanghai"},
        {"as_of": "2026-06-29T12:00:00+00:00"},
        {"compare_rule_set": "b2c"},
    ],
)
def test_another_rule_or_an_earlier_moment_makes_everything(home, other):
    assert last_as_of(home, NEXT | other) is None


def test_suggested_points_follow_from_everybody(home):
    remember(home, VARIABLES | {"compare_rule_set": "suggested"})
    assert last_as_of(home, NEXT | {"compare_rule_set": "suggested"}) is None


@pytest.mark.parametrize("name", ["build.json", "marts.duckdb", "activation.duckdb"])
def test_without_the_last_marts_there_is_nothing_to_continue(home, name):
    (home.build / name).unlink()
    assert last_as_of(home, NEXT) is None


def test_what_the_audit_refused_is_not_continued(home):
    audited(home, passed=False)
    assert last_as_of(home, NEXT) is None


def test_what_was_not_audited_is_not_continued(home):
    audited(home, passed=True, build_id="before")
    assert last_as_of(home, NEXT) is None
    (home.build / "audit.json").unlink()
    assert last_as_of(home, NEXT) is None


def test_a_file_that_nobody_closed_is_not_continued(home):
    (home.build / "marts.duckdb.wal").touch()
    assert last_as_of(home, NEXT) is None


def test_marts_of_another_build_are_not_continued(home):
    remember(home, VARIABLES | {"build_id": "elsewhere"})
    assert last_as_of(home, NEXT) is None


def test_a_warehouse_that_is_none_is_told_with_its_remedy(home):
    home.warehouse.write_bytes(b"no database" * 1000)
    with pytest.raises(WarehouseDamaged, match="leadhouse restore"):
        last_as_of(home, NEXT)


def test_a_run_by_hand_says_nothing_to_continue(home):
    remember(home, {})
    assert last_as_of(home, NEXT) is None
    with duckdb.connect(str(home.warehouse)) as warehouse:
        warehouse.execute("drop table kept.last_run")
    assert last_as_of(home, NEXT) is None
    home.warehouse.unlink()
    assert last_as_of(home, NEXT) is None
