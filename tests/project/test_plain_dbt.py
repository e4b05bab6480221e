"""What an analytics engineer does without Dagster."""

import json

import duckdb

from tests.plain_dbt import dbt


def test_dbt_build_works_before_anything_was_loaded(empty_build):
    _, said = empty_build
    assert said.returncode == 0, said.stdout[-5000:]
    assert "ERROR=0" in said.stdout
    assert "WARN=0" in said.stdout


def test_O14_a_raw_table_of_an_older_release_gets_the_columns_that_it_lacks(empty_copy):
    columns = "select column_name from duckdb_columns() where schema_name = 'raw_files' and table_name = 'leads'"
    with duckdb.connect(str(empty_copy / "warehouse.duckdb")) as warehouse:
        before = warehouse.sql(columns).fetchall()
        warehouse.execute("alter table raw_files.leads drop column pipeline")
    said = dbt("run-operation", "prepare_raw_tables", home=empty_copy)
    assert said.returncode == 0, said.stdout
    with duckdb.connect(str(empty_copy / "warehouse.duckdb")) as warehouse:
        assert sorted(warehouse.sql(columns).fetchall()) == sorted(before)


def test_dbt_takes_the_threads_and_the_memory_that_a_run_may_take(empty_copy, monkeypatch):
    monkeypatch.setenv("LEADHOUSE_THREADS", "3")
    monkeypatch.setenv("LEADHOUSE_MEMORY", "512MiB")
    asked = "select current_setting('threads') as threads, current_setting('memory_limit') as memory"
    said = dbt("show", "--inline", asked, "--output", "json", "--log-format", "json", home=empty_copy)
    assert said.returncode == 0, said.stdout
    told = [json.loads(line)["data"].get("preview") for line in said.stdout.splitlines()]
    assert [json.loads(preview) for preview in told if preview] == [[{"threads": 3, "memory": "512.0 MiB"}]]


def test_every_unit_test_ran(empty_build, manifest):
    home, _ = empty_build
    results = json.loads((home / "target" / "run_results.json").read_text())["results"]
    passed = {result["unique_id"] for result in results if result["status"] == "pass"}
    assert manifest["unit_tests"], "the project has no unit tests"
    assert set(manifest["unit_tests"]) <= passed


def test_an_empty_warehouse_gives_every_mart_with_its_columns(empty_build, manifest):
    home, _ = empty_build
    with duckdb.connect(str(home / "build" / "marts.duckdb"), read_only=True) as marts:
        built = {
            f"{schema}.{table}"
            for schema, table in marts.sql("select schema_name, table_name from duckdb_tables()").fetchall()
        }
    promised = {
        f"{node['schema']}.{node['name']}"
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["fqn"][1] == "marts"
    }
    assert promised <= built
