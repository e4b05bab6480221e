"""The lineage in Dagster is unbroken from the files to what readers see, and nothing passes the audit by."""

import json
from types import SimpleNamespace

import pytest
from dagster import AssetKey, DefaultScheduleStatus, validate_run_config

from orchestration.contracts import contracts_of
from orchestration.dbt_build import failures
from orchestration.progress import SUMMARY
from orchestration.quality import COVERAGE, suite_names
from orchestration.run import loggers
from orchestration.transform import made
from orchestration.watch_names import WATCHES


@pytest.fixture(scope="module")
def graph():
    from orchestration.definitions import defs

    return defs.resolve_asset_graph()


@pytest.fixture(scope="module")
def models():
    from orchestration.definitions import manifest

    return [node for node in json.loads(manifest.read_text())["nodes"].values() if node["resource_type"] == "model"]


def ancestors(graph, key: AssetKey) -> set[AssetKey]:
    found: set[AssetKey] = set()
    waiting = {key}
    while waiting:
        parents = graph.get(waiting.pop()).parent_keys
        waiting |= parents - found
        found |= parents
    return found


def test_every_served_model_is_behind_the_published_build(graph, models):
    served = {AssetKey([n["schema"], n["name"]]) for n in models if n["fqn"][1] in {"marts", "activation"}}
    assert served
    assert served <= ancestors(graph, AssetKey("published_build"))


def test_every_entity_leads_from_its_files_to_a_mart(graph, models):
    marts = [AssetKey([n["schema"], n["name"]]) for n in models if n["fqn"][1] == "marts"]
    behind = set().union(*(ancestors(graph, mart) for mart in marts))
    tables = contracts_of("files")
    assert AssetKey(["landing", "files"]) in behind
    assert {AssetKey([contract.schema, contract.table]) for contract in tables} <= behind


def test_the_only_way_to_the_page_and_to_readers_leads_through_the_audit(graph, models):
    served = {AssetKey([n["schema"], n["name"]]) for n in models if n["fqn"][1] in {"marts", "activation"}}
    assert graph.get(AssetKey("audited_build")).parent_keys == served
    assert graph.get(AssetKey("dashboard")).parent_keys == {AssetKey("audited_build")}
    assert graph.get(AssetKey("published_build")).parent_keys == {AssetKey("dashboard")}


@pytest.mark.parametrize("verbose", [False, True])
def test_dagster_knows_those_who_tell_of_a_run(verbose):
    from orchestration.definitions import defs

    assert validate_run_config(defs.resolve_job_def("leadhouse"), {"loggers": loggers(verbose)})


def test_every_suite_is_a_check_that_blocks(graph):
    checks = {key: graph.get(key) for key in graph.asset_check_keys if key.asset_key == AssetKey("audited_build")}
    assert {key.name for key in checks} == {*suite_names(), COVERAGE, *WATCHES}
    assert all(check.blocking for check in checks.values())


def test_groups_are_folders_of_the_tree(graph, models):
    groups = {key: graph.get(key).group_name for key in graph.get_all_asset_keys()}
    for node in models:
        _, layer, inner, *_ = node["fqn"]
        assert groups[AssetKey([node["schema"], node["name"]])] == (inner if layer == "marts" else layer)
    assert groups[AssetKey(["seeds", "scoring_rules"])] == "seeds"
    assert "default" not in groups.values()


def test_dbt_is_one_step(models):
    from orchestration.definitions import defs

    steps = [node.name for node in defs.resolve_job_def("leadhouse").graph.nodes]
    assert len(models) > len(steps)
    others = {step for step in steps if not step.startswith(("landing__", "raw_"))}
    assert others == {"transform", "audited_build", "dashboard", "published_build"}


def result(
    unique_id: str, status: str = "success", failures: int | None = None, message: str = "OK"
) -> SimpleNamespace:
    """What dbt says of a node, as far as we listen."""
    kind, _, name = unique_id.split(".")[:3]
    node = SimpleNamespace(unique_id=unique_id, resource_type=kind, schema="core", name=name)
    return SimpleNamespace(node=node, status=status, failures=failures, message=message, execution_time=0.5)


def test_a_failed_build_is_told_by_node_and_figure():
    told = "Compilation Error\n  dbt test a: 1 rows contradict it\n  dbt test b: 12 rows contradict it\n"
    results = [
        result("test.leadhouse.unique_people.4f", "fail", 2, "Got 2 results"),
        result("model.leadhouse.people", "error", message="Catalog Error:\n  no x"),
        result("model.leadhouse.orders"),
        result("operation.leadhouse.leadhouse-on-run-end-0", "error", 1, told),
    ]
    assert failures(results).splitlines() == [
        "dbt test unique_people: 2 rows contradict it",
        "dbt model people: Catalog Error: no x",
        "dbt test a: 1 rows contradict it",
        "dbt test b: 12 rows contradict it",
    ]


def test_dbts_assets_are_told_one_by_one_and_their_tests_as_a_count():
    results = [result("model.leadhouse.one"), result("test.leadhouse.singular", "pass"), result("seed.leadhouse.two")]
    one, two, three = "model.leadhouse.one", "seed.leadhouse.two", "model.leadhouse.three"
    told = dict(made(results, [{one}, {two, three}, {three}]))
    assert list(told) == [AssetKey(["core", "one"]), AssetKey(["core", "two"])]
    assert [metadata["unique_id"] for metadata in told.values()] == [one, two]
    assert [metadata.get(SUMMARY) for metadata in told.values()] == [None, "2 tables and views, 3 tests"]
    *_, (_, last) = made(results, [{one}, {three}], left_out={three})
    assert last[SUMMARY] == "2 tables and views, 3 tests"


def test_job_schedule_and_sensor_are_there_and_start_nothing_unasked():
    from orchestration.definitions import defs

    assert defs.resolve_job_def("leadhouse").executor_def.name == "in_process"
    assert defs.resolve_schedule_def("every_morning").default_status == DefaultScheduleStatus.STOPPED
    assert defs.resolve_sensor_def("new_files").job_name == "leadhouse"
