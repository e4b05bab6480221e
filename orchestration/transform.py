"""From raw tables to marts: one `dbt build`."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster import AssetExecutionContext, AssetKey, AssetMaterialization, AssetsDefinition, MaterializeResult
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets

from orchestration.books import copy_books
from orchestration.build import Build, begin, build_id, fingerprint, project_hash
from orchestration.contracts import PROJECT_ROOT
from orchestration.dbt_build import build as build_with_dbt
from orchestration.erasure.erase import resume
from orchestration.errors import BuildFailed
from orchestration.generic_tests import asked_elsewhere, held_at_end
from orchestration.handover import hand_over, served_tables, take_back
from orchestration.manifest import package_versions
from orchestration.news import last_as_of
from orchestration.progress import SUMMARY
from orchestration.quarantine import refuse_misfits
from orchestration.selection import folders_of, loads_hash, project_parts, require_nothing_else_is_new, selectors
from orchestration.surroundings import Surroundings, environment, started_at
from orchestration.warehouse import REMEDY, UNREADABLE_FILE, verify_warehouse

if TYPE_CHECKING:
    from dbt.contracts.results import BaseResult

# As checks in Dagster they would cost more than in dbt: docs/decisions/what_dagster_remembers.md.
TESTS_ARE_DBTS = DagsterDbtTranslatorSettings(enable_asset_checks=False)


class Folders(DagsterDbtTranslator):
    """The groups of the lineage are the folders of the tree: a layer, or a question of the marts."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        layer, inner = dbt_resource_props["fqn"][1:3]
        if dbt_resource_props["resource_type"] == "seed":
            return "seeds"
        return inner if layer == "marts" else layer


def served_models(manifest: Path) -> list[AssetKey]:
    """The models that an audit has to vouch for."""
    return [AssetKey([*table]) for tables in served_tables(manifest).values() for table in tables]


def dbt_models(manifest: Path) -> AssetsDefinition:
    """Every model and seed as an asset, all made by one `dbt build`."""
    served, content = set(served_models(manifest)), json.loads(manifest.read_text())
    generic_tests, unasked, lasting = held_at_end(content), asked_elsewhere(content), lasting_views(content)

    @dbt_assets(manifest=manifest, name="transform", dagster_dbt_translator=Folders(settings=TESTS_ARE_DBTS))
    def transform(context: AssetExecutionContext, surroundings: Surroundings) -> Iterator[MaterializeResult]:
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
        arguments = ["--full-refresh"] if surroundings.full_refresh else []
        on_spark = settings.target == "spark"
        if on_spark:
            hand_over(settings)
            variables["raw_path"] = str(settings.home.handed_over)
        is_whole = surroundings.full_refresh or surroundings.select or on_spark
        last = None if is_whole else last_as_of(settings.home, variables)
        if surroundings.select:
            paths = surroundings.paths or folders_of(surroundings.select)
            require_nothing_else_is_new(settings.home, variables, surroundings.select, paths)
            variables["selected"] = surroundings.select
        elif last:
            variables |= {"only_news": True, "last_as_of": last.isoformat()}
            # They are files of the project, which is the one that the last run loaded.
            arguments += ["--exclude-resource-type", "seed"]
        left_out = lasting if last and not context.is_subset else frozenset()
        begin(settings.home.build, build, continues=bool(surroundings.select or last))
        if surroundings.select:
            arguments += ["--select", *selectors(paths), "--exclude-resource-type", "exposure"]
        elif context.is_subset:
            arguments += ["--select", *sorted(key.path[-1] for key in context.selected_asset_keys)]
        try:
            with environment(LEADHOUSE_HOME=str(settings.home.path), LEADHOUSE_VARS=json.dumps(variables)):
                results = build_with_dbt(settings.home.path / "dbt", arguments, settings.target, left_out, unasked)
        except BuildFailed as error:
            failure = str(error)
            if UNREADABLE_FILE.search(failure):
                failure += f"\n`leadhouse run --full-refresh` builds anew. If that stops likewise: {REMEDY}"
            ledger.record_build(
                **build.model_dump(), finished_at=datetime.now(UTC), status="failed", detail=failure.splitlines()[0]
            )
            raise BuildFailed(failure) from error
        if on_spark:
            take_back(settings.home, served_tables(manifest))
        for key, told in made(results, generic_tests, left_out):
            # Steps of ours wait for what is served. To be told of the rest in passing costs Dagster a fifth.
            if key in served:
                yield MaterializeResult(asset_key=key, metadata=told)
            else:
                context.log_event(AssetMaterialization(key, metadata=told))

    return transform


def lasting_views(manifest: dict[str, Any]) -> frozenset[str]:
    """The views whose SQL asks for no variable of a run: where the project is the same, so are they."""
    macros, asking = manifest["macros"], {"macro.leadhouse.run_var"}
    while more := {name for name in macros if asking.intersection(macros[name]["depends_on"]["macros"])} - asking:
        asking |= more
    return frozenset(
        name
        for name, node in manifest["nodes"].items()
        if node["resource_type"] == "model"
        and node["config"]["materialized"] == "view"
        and asking.isdisjoint(node["depends_on"]["macros"])
    )


def made(
    results: "Sequence[BaseResult]", generic_tests: list[set[str]], left_out: Collection[str] = ()
) -> Iterator[tuple[AssetKey, dict[str, str | float]]]:
    """Models and seeds as they were made, and what to tell of each: of the last, how much was made and tested."""
    assets = [result for result in results if result.node.resource_type in {"model", "seed"}]
    # Views that were left out show what was made, and are tested with it.
    names = {result.node.unique_id for result in assets}.union(left_out)
    tests = sum(result.node.resource_type == "test" for result in results)
    tests += sum(not read.isdisjoint(names) for read in generic_tests)
    for result in assets:
        told = {"unique_id": result.node.unique_id, "seconds": result.execution_time}
        if result is assets[-1]:
            told[SUMMARY] = f"{len(assets):,} tables and views, {tests:,} tests"
        yield AssetKey([result.node.schema, result.node.name]), told
