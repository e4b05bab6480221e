"""The audit: is this build fit to be read? Whatever cannot be answered counts as no."""

import importlib
import importlib.util
import pkgutil
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.audit_result import AUDITED_FILES, AuditResult, Finding, SuiteResult, sha256
from orchestration.build import read_build
from orchestration.data_docs import write_data_docs
from orchestration.engine import connect
from orchestration.ge_on_duckdb import interrupt, open_marts, validate
from orchestration.time_limit import NotInTime, answer_within
from orchestration.watches import Watch

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

SUITES = "expectations"
# The suite that no module holds: what the others forgot.
COVERAGE = "coverage"
# Errors about names quote names; all others may quote a value.
QUOTABLE_ERROR = re.compile(r"(?:Catalog|Binder|Parser) Error: [^\n]*")


def suite_names(package: str = SUITES) -> set[str]:
    """The suites that there are, found without importing any."""
    places = importlib.util.find_spec(package).submodule_search_locations
    return {module.name for module in pkgutil.iter_modules(places) if not module.name.startswith("_")}


def audit(
    directory: Path,
    loaded: Mapping[str, int],
    now: datetime,
    package: str = SUITES,
    watches: Mapping[str, Watch] | None = None,
    seconds: float = 600,
) -> AuditResult:
    """Hold every suite against the marts in `directory`; write `audit.json` and `data_docs/` beside them.

    `loaded` says how many rows each raw table holds. A suite that cannot be read, is empty, takes longer than it may,
    or names a mart that isn't there fails; so does a mart that no suite speaks of. `watches` are suites that compare
    with what was before. Nothing that is written quotes a row.
    """
    build = read_build(directory)
    files = {name: sha256(directory / name) for name in AUDITED_FILES}
    has_rows = {table: min(rows, 1) for table, rows in loaded.items()}
    with open_marts(directory / "marts.duckdb") as source:
        check = partial(validate, source, parameters=has_rows)
        suites = {suite: partial(_expected, package, suite, check) for suite in sorted(suite_names(package))}
        results = _hold(suites, seconds, partial(interrupt, source))
    results.append(_coverage(directory / "marts.duckdb", results))
    with connect() as connection:
        asked = {name: partial(watch, connection) for name, watch in (watches or {}).items()}
        results += _hold(asked, seconds, connection.interrupt)
    result = AuditResult(build_id=build.build_id, audited_at=now, files=files, suites=results)
    write_data_docs(result, directory / "data_docs")
    (directory / "audit.json").write_text(result.model_dump_json(indent=2))
    return result


def read_suite(package: str, suite: str) -> "dict[str, list[Expectation]]":
    """Expectations of a suite by mart. Raises ValueError if there are none, or if one would only warn."""
    expectations = importlib.import_module(f"{package}.{suite}").EXPECTATIONS
    if not expectations or not all(expectations.values()):
        raise ValueError(f"{package}/{suite}.py expects nothing of {next(iter(expectations), 'any mart')}")
    for mart, about_mart in expectations.items():
        for expectation in about_mart:
            if expectation.severity != "critical":
                raise ValueError(f"{mart}: {_sentence(expectation.configuration.to_json_dict())} only warns")
    return expectations


def _hold(
    suites: Mapping[str, Callable[[], list[Finding]]], seconds: float, stop: Callable[[], None]
) -> list[SuiteResult]:
    """What each suite finds. Its crash is its failure, and so is its not coming to an end; after that none is held."""
    results, late = [], ""
    for suite, find in suites.items():
        try:
            if late:
                raise ValueError(f"not asked, since {late} did not come to an end")
            findings = answer_within(seconds, find, stop)
        except NotInTime as error:
            late = suite
            findings = [_crash(suite, ValueError(f"{error}; `audit_seconds` in leadhouse.yml allows more"))]
        except (Exception, SystemExit) as error:
            findings = [_crash(suite, error)]
        results.append(SuiteResult(suite=suite, findings=findings))
    return results


def _expected(package: str, suite: str, check: Callable[..., list[dict]]) -> list[Finding]:
    """What the expectations of a suite find about each of its marts."""
    findings = []
    for mart, expectations in read_suite(package, suite).items():
        results = check(name=f"{suite}: {mart}", mart=mart, expectations=expectations)
        if len(results) != len(expectations):
            raise ValueError(f"{len(results)} of {len(expectations)} expectations of {mart} were evaluated")
        findings += [_finding(mart, result) for result in results]
    return findings


def _coverage(marts: Path, results: list[SuiteResult]) -> SuiteResult:
    """A mart that was built and that no suite speaks of is a gap in the audit, and the audit's to find."""
    spoken_of = {finding.mart for result in results for finding in result.findings}
    with connect(marts, read_only=True) as connection:
        built = connection.sql("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
    return SuiteResult(
        suite=COVERAGE,
        findings=[
            Finding(
                mart=mart,
                expectation="a suite speaks of it",
                passed=mart in spoken_of,
                figure="" if mart in spoken_of else f"no module of {SUITES}/ does",
            )
            for (mart,) in sorted(built)
        ],
    )


def _finding(mart: str, result: dict) -> Finding:
    return Finding(
        mart=mart,
        expectation=_sentence(result["expectation_config"]),
        passed=result["success"] and not _errors(result),
        figure=_figure(result),
    )


def _crash(suite: str, error: BaseException) -> Finding:
    message = str(error) if isinstance(error, ValueError | AttributeError | ImportError) else _quotable(repr(error))
    return Finding(mart=suite, expectation="the suite can be held", passed=False, figure=message)


def _figure(result: dict) -> str:
    if errors := _errors(result):
        return f"could not be evaluated: {_quotable(errors[0])}"
    details = result["result"]
    if "unexpected_count" in details:
        return f"{details['unexpected_count'] or 0:,} of {details['element_count']:,} rows contradict"
    count = details["observed_value"]
    if "unexpected_rows_query" in result["expectation_config"]["kwargs"]:
        return "1 row contradicts" if count == 1 else f"{count:,} rows contradict"
    return "1 row" if count == 1 else f"{count:,} rows"


def _errors(result: dict) -> list[str]:
    info = result["exception_info"]
    entries = [info] if "raised_exception" in info else list(info.values())
    return [entry["exception_message"] for entry in entries if entry["raised_exception"]]


def _quotable(message: str) -> str:
    found = QUOTABLE_ERROR.search(message)
    return found.group() if found else "an error whose text may quote a row and is not shown"


def _sentence(configuration: dict) -> str:
    return configuration.get("description") or f"{configuration['type']}({configuration['kwargs']})"
