"""The assets beside dbt's: files, raw tables, the audited build, the page, the published build."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from dagster import (
    AssetCheckResult,
    AssetCheckSeverity,
    AssetCheckSpec,
    AssetExecutionContext,
    AssetKey,
    AssetsDefinition,
    AssetSpec,
    MaterializeResult,
    asset,
    multi_asset,
)

from orchestration.audit_result import SuiteResult
from orchestration.books import BOOKS
from orchestration.build import read_build
from orchestration.contracts import contracts, contracts_of, sources
from orchestration.dashboard import write_dashboard
from orchestration.erasure.erase import finish
from orchestration.errors import AuditFailed, PublishedDamaged
from orchestration.fetch import fetch, fetched_in_words
from orchestration.home import Home
from orchestration.ingest import LoadReport, ingest_source
from orchestration.ledger import Ledger
from orchestration.progress import SUMMARY
from orchestration.publish import publish
from orchestration.published import current_build
from orchestration.quality import COVERAGE, audit, suite_names
from orchestration.sources.api.vendors import VENDORS
from orchestration.surroundings import Surroundings
from orchestration.watch_names import WATCHES
from orchestration.watches import watches


def landed_files() -> list[AssetSpec | AssetsDefinition]:
    """What arrives from outside, one asset per source: fetched where a CRM has an API, else laid into the inbox."""
    return [
        _fetched(source)
        if source in VENDORS
        else AssetSpec(["landing", source], group_name="landing", description=f"Files of {source}, kept as they came.")
        for source in sources()
    ]


def _fetched(source: str) -> AssetsDefinition:
    @asset(
        key=["landing", source],
        group_name="landing",
        description=f"Files of {source}, kept as they came, and what its API sent since the last time.",
    )
    def landing(surroundings: Surroundings) -> MaterializeResult:
        # The command line asks the APIs first, to know whether there is anything to run for.
        landed = {} if surroundings.is_extracted else fetch(surroundings.settings, api=source)
        return MaterializeResult(metadata={"rows": sum(landed.values()), SUMMARY: fetched_in_words(landed)})

    return landing


def books() -> list[AssetSpec]:
    """The gate's own books in the warehouse, copied there by the step of dbt before it begins."""
    return [AssetSpec(["gate", table], group_name="raw") for table in BOOKS]


def raw_tables() -> list[AssetsDefinition]:
    """The raw tables of each source as one step, under the keys that dagster-dbt gives to dbt's sources."""
    return [_raw_tables(source) for source in sources()]


def _raw_tables(source: str) -> AssetsDefinition:
    @multi_asset(
        name=f"raw_{source}",
        specs=[
            AssetSpec(
                [contract.schema, contract.table],
                deps=[AssetKey(["landing", source])],
                group_name="raw",
                kinds={"duckdb"},
                description=f"Every accepted version of every row of {contract.name}.",
            )
            for contract in contracts_of(source)
        ],
    )
    def raw(context: AssetExecutionContext, surroundings: Surroundings) -> Iterator[MaterializeResult]:
        reports = ingest_source(surroundings.settings, surroundings.ledger, source)
        for contract in contracts_of(source):
            of_table = [report for report in reports if report.table == contract.name]
            yield MaterializeResult(
                asset_key=[contract.schema, contract.table],
                metadata={"files": len(of_table), **_new_rows(of_table), SUMMARY: _summary(reports)},
            )

    return raw


def _new_rows(reports: list[LoadReport]) -> dict[str, int]:
    return {
        name: sum(getattr(report, f"rows_{name}") for report in reports if not report.already_loaded)
        for name in ("read", "loaded", "quarantined", "duplicate", "excluded")
    }


def _summary(reports: list[LoadReport]) -> str:
    """What a source's files came to, in a line; empty for a source that has none."""
    if not reports:
        return ""
    known = sum(report.already_loaded for report in reports)
    told = [f"{count:,} {name}" for name, count in _new_rows(reports).items() if count or name == "loaded"]
    return ", ".join(told) + (f", {known} of {len(reports)} files already loaded" if known else "")


def audited_build(served: list[AssetKey]) -> AssetsDefinition:
    """The build, found fit to be read by every suite: a suite that fails stops all that comes after."""

    @asset(
        deps=served,
        group_name="publish",
        kinds={"greatexpectations"},
        check_specs=[
            AssetCheckSpec(suite, asset="audited_build", blocking=True)
            for suite in sorted({*suite_names(), COVERAGE, *WATCHES})
        ],
        description="The marts as built, held against every suite of expectations.",
    )
    def audited_build(
        context: AssetExecutionContext, surroundings: Surroundings
    ) -> Iterator[AssetCheckResult | MaterializeResult]:
        settings, ledger = surroundings.settings, surroundings.ledger
        directory = settings.home.build
        result = audit(
            directory,
            _rows_by_entity(ledger),
            datetime.now(UTC),
            watches=watches(directory, _of_readers(settings.home), surroundings.accept),
            seconds=settings.audit_seconds,
        )
        yield from (_check_result(suite) for suite in result.suites)
        if not result.passed:
            refusal = "\n".join(str(failure) for failure in result.failures)
            ledger.record_build(
                **read_build(directory).model_dump(), finished_at=result.audited_at, status="refused", detail=refusal
            )
            raise AuditFailed(f"Build {result.build_id} was refused by its audit:\n{refusal}")
        held = f"{result.expectation_count - len(result.alerts):,} expectations hold"
        alerts = [str(alert) for alert in result.alerts]
        said = f"{held}, {len(alerts)} alert" if alerts else held
        yield MaterializeResult(metadata={SUMMARY: said, "alerts": alerts})

    return audited_build


def _of_readers(home: Home) -> Path | None:
    """What a build is compared with; where the pointer shows none any more, a place at which there is none."""
    try:
        return current_build(home.published)
    except PublishedDamaged:
        return home.current


def _rows_by_entity(ledger: Ledger) -> dict[str, int]:
    """How many rows of leads, orders, … all sources brought."""
    entities = {contract.name: contract.entity for contract in contracts().values() if contract.entity}
    rows = Counter(dict.fromkeys(entities.values(), 0))
    for load in ledger.loads():
        if entity := entities.get(load.table_name):
            rows[entity] += load.rows_loaded
    return dict(rows)


def _check_result(suite: SuiteResult) -> AssetCheckResult:
    return AssetCheckResult(
        check_name=suite.suite,
        passed=suite.passed and not suite.alerts,
        # A warning is shown and stops nothing.
        severity=AssetCheckSeverity.WARN if suite.passed else AssetCheckSeverity.ERROR,
        metadata={
            "expectations": len(suite.findings),
            "failures": [str(failure) for failure in suite.failures],
            "alerts": [str(alert) for alert in suite.alerts],
        },
    )


@asset(deps=["audited_build"], group_name="publish", kinds={"altair"}, description="The page, drawn from the marts.")
def dashboard(surroundings: Surroundings) -> MaterializeResult:
    settings = surroundings.settings
    build, home = read_build(settings.home.build), settings.home
    pages = write_dashboard(home.marts, home.build, build.build_id, build.as_of, settings.reporting_currency)
    return MaterializeResult(metadata={SUMMARY: f"{sum(page.stat().st_size for page in pages):,} bytes"})


@asset(deps=["dashboard"], group_name="publish", description="What readers see: marts, page and report of one build.")
def published_build(surroundings: Surroundings) -> MaterializeResult:
    settings = surroundings.settings
    now, suites = datetime.now(UTC), {*suite_names(), COVERAGE, *WATCHES}
    keep, held = settings.keep_builds, settings.held_builds
    manifest = publish(settings.home.build, settings.home.published, suites, keep, now, held, surroundings.select)
    surroundings.ledger.record_build(
        **read_build(settings.home.build).model_dump(),
        finished_at=now,
        status="published",
        detail=f"{len(manifest.marts)} marts, {sum(mart.rows for mart in manifest.marts.values()):,} rows"
        + (f", made anew: {surroundings.select}" if surroundings.select else ""),
    )
    finish(settings, now)
    return MaterializeResult(metadata={SUMMARY: f"build {manifest.build_id}", "directory": str(settings.home.current)})
