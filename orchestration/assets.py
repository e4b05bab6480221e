"""The assets beside dbt's: files, raw tables, the audited build, the page, the published build."""

from collections.abc import Iterator
from datetime import UTC, datetime

from dagster import (
    AssetCheckResult,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    AssetSpec,
    MaterializeResult,
    asset,
)

from orchestration.audit_result import SuiteResult
from orchestration.build import read_build
from orchestration.dashboard import write_dashboard
from orchestration.errors import AuditFailed
from orchestration.ingest import ingest_table, tables
from orchestration.publish import publish
from orchestration.quality import COVERAGE, audit, suite_names
from orchestration.surroundings import Surroundings


def landed_files() -> list[AssetSpec]:
    """What arrives from outside, one asset per entity; nothing here makes them."""
    return [
        AssetSpec(["landing", table], group_name="landing", description=f"Files of {table}, kept as they came.")
        for table in tables()
    ]


def raw_tables() -> list[AssetsDefinition]:
    """One asset per raw table, under the key that dagster-dbt gives to the dbt source."""
    return [_raw_table(table) for table in tables()]


def _raw_table(table: str) -> AssetsDefinition:
    @asset(
        key=["raw_files", table],
        deps=[AssetKey(["landing", table])],
        group_name="raw",
        kinds={"duckdb"},
        description=f"Every accepted version of every row of {table}.",
    )
    def raw(context: AssetExecutionContext, surroundings: Surroundings) -> MaterializeResult:
        reports = ingest_table(surroundings.settings, surroundings.ledger, table)
        counts = {
            name: sum(getattr(report, f"rows_{name}") for report in reports if not report.already_loaded)
            for name in ("read", "loaded", "quarantined", "duplicate", "excluded")
        }
        known = sum(report.already_loaded for report in reports)
        summary = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count or name == "loaded")
        return MaterializeResult(
            metadata={
                "summary": summary + (f", {known} of {len(reports)} files already loaded" if known else ""),
                "files": len(reports),
                **counts,
            }
        )

    return raw


def audited_build(served: list[AssetKey]) -> AssetsDefinition:
    """The build, found fit to be read by every suite: a suite that fails stops all that comes after."""

    @asset(
        deps=served,
        group_name="publish",
        kinds={"greatexpectations"},
        check_specs=[
            AssetCheckSpec(suite, asset="audited_build", blocking=True) for suite in sorted({*suite_names(), COVERAGE})
        ],
        description="The marts as built, held against every suite of expectations.",
    )
    def audited_build(
        context: AssetExecutionContext, surroundings: Surroundings
    ) -> Iterator[AssetCheckResult | MaterializeResult]:
        ledger, directory = surroundings.ledger, surroundings.settings.home.build
        loaded: dict[str, int] = dict.fromkeys(tables(), 0)
        for load in ledger.loads():
            loaded[load.table_name] += load.rows_loaded
        result = audit(directory, loaded, datetime.now(UTC))
        yield from (_check_result(suite) for suite in result.suites)
        if not result.passed:
            refusal = "\n".join(str(failure) for failure in result.failures)
            ledger.record_build(
                **read_build(directory).model_dump(), finished_at=result.audited_at, status="refused", detail=refusal
            )
            raise AuditFailed(f"Build {result.build_id} was refused by its audit:\n{refusal}")
        yield MaterializeResult(metadata={"summary": f"{result.expectation_count:,} expectations hold"})

    return audited_build


def _check_result(suite: SuiteResult) -> AssetCheckResult:
    return AssetCheckResult(
        check_name=suite.suite,
        passed=suite.passed,
        metadata={"expectations": len(suite.findings), "failures": [str(failure) for failure in suite.failures]},
    )


@asset(deps=["audited_build"], group_name="publish", kinds={"altair"}, description="The page, drawn from the marts.")
def dashboard(surroundings: Surroundings) -> MaterializeResult:
    settings = surroundings.settings
    build, target = read_build(settings.home.build), settings.home.build / "dashboard.html"
    page = write_dashboard(settings.home.marts, target, build.build_id, build.as_of, settings.reporting_currency)
    return MaterializeResult(metadata={"summary": f"{page.stat().st_size:,} bytes"})


@asset(deps=["dashboard"], group_name="publish", description="What readers see: marts, page and report of one build.")
def published_build(surroundings: Surroundings) -> MaterializeResult:
    settings = surroundings.settings
    now = datetime.now(UTC)
    manifest = publish(settings.home.build, settings.home.published, suite_names(), settings.keep_builds, now)
    surroundings.ledger.record_build(
        **read_build(settings.home.build).model_dump(),
        finished_at=now,
        status="published",
        detail=f"{len(manifest.marts)} marts, {sum(mart.rows for mart in manifest.marts.values()):,} rows",
    )
    return MaterializeResult(
        metadata={"summary": f"build {manifest.build_id}", "directory": str(settings.home.current)}
    )
