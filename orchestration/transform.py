"""From raw tables to marts: one `dbt build`."""

import fcntl
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dagster import AssetExecutionContext, AssetKey, AssetObservation, AssetsDefinition, Output
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliResource, DbtProject, dbt_assets
from dagster_dbt.errors import DagsterDbtCliRuntimeError
from packaging.version import Version

from orchestration.books import copy_books
from orchestration.build import Build, begin, build_id, fingerprint, project_hash
from orchestration.contracts import PROJECT_ROOT
from orchestration.erasure.erase import resume
from orchestration.errors import BuildFailed
from orchestration.manifest import package_versions
from orchestration.news import last_as_of
from orchestration.progress import SUMMARY
from orchestration.quarantine import refuse_misfits
from orchestration.selection import loads_hash, project_parts, require_nothing_else_is_new
from orchestration.surroundings import Surroundings, environment, started_at
from orchestration.warehouse import REMEDY, UNREADABLE_FILE, verify_warehouse

DBT = Path(sys.executable).with_name("dbt")
# What readers and sync tools open; everything before it is preparation.
SERVED_LAYERS = ("marts", "activation")
# As checks in Dagster they would cost more than in dbt: docs/decisions/what_dagster_remembers.md.
TESTS_ARE_DBTS = DagsterDbtTranslatorSettings(enable_asset_checks=False)

# How the hook that holds the generic tests tells of one (macros/generic_tests.sql).
TOLD_BY_HOOK = re.compile(r"dbt test \w+: \d+ rows contradict it")


class Dbt(DbtCliResource):
    """dbt, spared the question for its version: to answer, it would start a process and ask the package index."""

    @cached_property
    def _cli_version(self) -> Version:
        return Version(version("dbt-core"))


class Folders(DagsterDbtTranslator):
    """The groups of the lineage are the folders of the tree: a layer, or a question of the marts."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        layer, inner = dbt_resource_props["fqn"][1:3]
        if dbt_resource_props["resource_type"] == "seed":
            return "seeds"
        return inner if layer == "marts" else layer


def dbt_resource() -> Dbt:
    """dbt as installed beside this interpreter, at work in the project's root."""
    return Dbt(project_dir=str(PROJECT_ROOT), profiles_dir=str(PROJECT_ROOT), dbt_executable=str(DBT))


def prepare_manifest(target: Path = PROJECT_ROOT / "target") -> Path:
    """The project's manifest, parsed anew if a file of it has changed. Raises BuildFailed with dbt's words."""
    manifest, stamp = target / "manifest.json", target / "manifest.sha256"
    target.mkdir(exist_ok=True)
    with (target / "manifest.lock").open("a") as lock:
        # Runs of several homes share the checkout: one parses, the others wait and read what it wrote.
        fcntl.flock(lock, fcntl.LOCK_EX)
        current = project_hash(PROJECT_ROOT)
        if manifest.exists() and stamp.exists() and stamp.read_text() == current:
            return manifest
        parsed = subprocess.run(
            [DBT, "--no-use-colors", "parse", "--quiet", "--target-path", target, "--log-path", target],
            cwd=PROJECT_ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if parsed.returncode != 0:
            raise BuildFailed(f"dbt cannot read the project:\n{parsed.stdout.strip() or parsed.stderr.strip()}")
        stamp.write_text(current)
        return manifest


def served_models(manifest: Path) -> list[AssetKey]:
    """The models that an audit has to vouch for."""
    nodes = json.loads(manifest.read_text())["nodes"].values()
    return [
        AssetKey([node["schema"], node["name"]])
        for node in nodes
        if node["resource_type"] == "model" and node["fqn"][1] in SERVED_LAYERS
    ]


def dbt_models(manifest: Path) -> AssetsDefinition:
    """Every model and seed as an asset, all made by one `dbt build` into empty build files."""
    generic_tests = what_generic_tests_read(manifest)
    project = DbtProject(project_dir=PROJECT_ROOT, profiles_dir=PROJECT_ROOT, target_path=manifest.parent)

    @dbt_assets(
        manifest=manifest, project=project, name="transform", dagster_dbt_translator=Folders(settings=TESTS_ARE_DBTS)
    )
    def transform(context: AssetExecutionContext, surroundings: Surroundings, dbt: Dbt) -> Iterator[Any]:
        settings, ledger, began = surroundings.settings, surroundings.ledger, started_at(context)
        resume(settings, ledger)
        verify_warehouse(settings, ledger)
        refuse_misfits(settings, ledger)
        copy_books(settings, ledger)
        build = Build(
            build_id=build_id(began, context.run.run_id),
            started_at=began,
            as_of=settings.as_of or began,
            fingerprint=fingerprint(settings, (load.load_id for load in ledger.loads())),
        )
        # Unit tests hold the rules against invented rows: that is `make test`, not a run.
        arguments = ["build", "--exclude-resource-type", "unit_test", "--log-level-file", "none"]
        # Held by a hook when all is built.
        arguments += ["--exclude", "test_type:generic"]
        if surroundings.full_refresh:
            arguments.append("--full-refresh")
        variables = {
            "as_of": build.as_of.isoformat(),
            "time_zone": settings.time_zone,
            "reporting_currency": settings.reporting_currency,
            "rule_set": settings.rule_set,
            "compare_rule_set": settings.compare_rule_set or "",
            "loader_schemas": settings.loader_schemas,
            "project": project_hash(PROJECT_ROOT),
            "parts": project_parts(PROJECT_ROOT),
            "versions": package_versions(),
            "loads": loads_hash(load.load_id for load in ledger.loads()),
            "build_id": build.build_id,
            "generic_tests_at_end": True,
        }
        last = None if surroundings.full_refresh or surroundings.select else last_as_of(settings.home, variables)
        if surroundings.select:
            require_nothing_else_is_new(settings.home, variables, surroundings.select)
            variables["selected"] = surroundings.select
        elif last:
            variables |= {"only_news": True, "last_as_of": last.isoformat()}
        begin(settings.home.build, build, continues=bool(surroundings.select or last))
        results = settings.home.path / "dbt"
        # If dbt stops before it has results, those of the last run must not speak for it.
        (results / "run_results.json").unlink(missing_ok=True)
        try:
            with environment(LEADHOUSE_HOME=str(settings.home.path), LEADHOUSE_VARS=json.dumps(variables)):
                yield from made(dbt.cli(arguments, context=context, target_path=results).stream(), generic_tests)
        except DagsterDbtCliRuntimeError as error:
            failure = failures(results / "run_results.json") or str(error)
            if UNREADABLE_FILE.search(failure):
                failure += f"\n`leadhouse run --full-refresh` builds anew. If that stops likewise: {REMEDY}"
            ledger.record_build(
                **build.model_dump(), finished_at=datetime.now(UTC), status="failed", detail=failure.splitlines()[0]
            )
            raise BuildFailed(failure) from error

    return transform


def what_generic_tests_read(manifest: Path) -> list[set[str]]:
    """For each test that the YAML asks for, the models and seeds that it reads."""
    nodes = json.loads(manifest.read_text())["nodes"].values()
    return [set(node["depends_on"]["nodes"]) for node in nodes if node.get("test_metadata")]


def made(events: Iterable[Any], generic_tests: list[set[str]]) -> Iterator[Output]:
    """The models and seeds, each as soon as the next one is there; the last one tells how much was made and tested."""
    last, assets, tests = None, set(), set()
    for event in events:
        unique_id = event.metadata["unique_id"].value
        if isinstance(event, AssetObservation):
            # One for each model that the test reads.
            tests.add(unique_id)
            continue
        if last is not None:
            yield last
        last = event
        assets.add(unique_id)
    if last is not None:
        held = len(tests) + sum(not read.isdisjoint(assets) for read in generic_tests)
        told = f"{len(assets):,} tables and views, {held:,} tests"
        yield last.with_metadata({**last.metadata, SUMMARY: told})


def failures(run_results: Path) -> str:
    """Which models and tests failed, and what each counted or said; empty if dbt did not come that far."""
    if not run_results.exists():
        return ""
    return "\n".join(
        _failure(result)
        for result in json.loads(run_results.read_text())["results"]
        if result["status"] in {"error", "fail", "runtime error"}
    )


def _failure(result: dict[str, Any]) -> str:
    if told := TOLD_BY_HOOK.findall(result["message"] or ""):
        return "\n".join(told)
    kind, _, name = result["unique_id"].split(".")[:3]
    if result["status"] == "fail":
        return f"dbt {kind} {name}: {result['failures']} rows contradict it"
    return f"dbt {kind} {name}: {' '.join(result['message'].split())}"
