"""A build of two small marts, made by hand where dbt would have put it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from orchestration.audit_result import AUDITED_FILES, AuditResult, Finding, SuiteResult, sha256
from orchestration.build import Build, begin, build_id
from orchestration.pages import PAGES

FIRST = datetime(2024, 5, 1, 9, 0, tzinfo=UTC)
CANARY = "ada.canary@example.test"


def make_build(directory: Path, hour: int = 0, people: str = "select 'ada' as person_id, 10 as lead_score") -> Build:
    """A begun build with both files; each hour makes a later one."""
    started_at = FIRST + timedelta(hours=hour)
    build = Build(
        build_id=build_id(started_at, "abcdef"), started_at=started_at, as_of=started_at, fingerprint="rules-1"
    )
    begin(directory, build)
    with duckdb.connect(str(directory / "marts.duckdb")) as marts:
        marts.execute(f"create schema core; create table core.people as {people}")
        marts.execute(f"create table core.builds as select '{build.build_id}' as build_id")
    with duckdb.connect(str(directory / "activation.duckdb")) as activation:
        activation.execute("create schema activation")
        activation.execute(
            f"create table activation.activation.people_pii as select 'ada' as person_id, '{CANARY}' as email"
        )
    for page in PAGES.values():
        (directory / page).write_text(f"<html>{build.build_id}</html>")
    (directory / "data_docs").mkdir()
    (directory / "data_docs" / "index.html").write_text("<html>fine</html>")
    return build


def add_loads(connection: duckdb.DuckDBPyConnection) -> None:
    """What the marts of data_quality say of loads, where there were none."""
    connection.execute("""
        create schema data_quality;
        create table data_quality.load_volumes (
            table_name varchar, source_system varchar, loaded_on date, row_count bigint, usual_row_count double,
            last_loaded_at timestamp, rule_order int, action varchar
        );
        create table data_quality.freshness (
            table_name varchar, source_system varchar, event_age_hours double, max_event_age_hours double,
            load_age_hours double, max_load_age_hours double, action varchar
        );
        create table data_quality.quarantine_backlog (
            table_name varchar, source_system varchar, row_count bigint, oldest_age_days int, recent_rows_read bigint,
            recent_share double, rule_order int, action varchar
        );
    """)


def pass_audit(directory: Path, build: Build, suite: str = "core", passed: bool = True) -> None:
    """An audit result for the files as they lie there now."""
    finding = Finding(mart="core.people", expectation="person_id is unique", passed=passed, figure="0 rows contradict")
    result = AuditResult(
        build_id=build.build_id,
        audited_at=build.started_at,
        files={name: sha256(directory / name) for name in AUDITED_FILES},
        suites=[SuiteResult(suite=suite, findings=[finding])],
    )
    (directory / "audit.json").write_text(result.model_dump_json())
