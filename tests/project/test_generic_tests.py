"""The tests that the YAML asks for, held together by a hook: the same as dbt's own nodes, with the same findings."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.dbt_build import TOLD_BY_HOOK
from tests.plain_dbt import dbt
from tests.whole_build import FILES


@pytest.fixture
def spoilt(tmp_path: Path, empty_build) -> Path:
    """A built home in which every table has two rows of nothing more, and every word of a seed is there twice."""
    empty, _ = empty_build
    for name in (*FILES, "target/partial_parse.msgpack"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(empty / name, tmp_path / name)
    with attached(tmp_path) as connection:
        tables = connection.sql("select database_name, schema_name, table_name from duckdb_tables()").fetchall()
        for database, schema, table in tables:
            place = f'{database}.{schema}."{table}"'
            connection.execute(f"insert into {place} select * from {place}")
            columns = connection.sql(f"select * from {place} limit 0").columns
            connection.execute(f"insert into {place} select {', '.join('null' for _ in columns)} from range(2)")
    return tmp_path


def attached(home: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(home / "warehouse.duckdb"))
    for name in ("marts", "activation"):
        connection.execute(f"attach '{home / 'build' / name}.duckdb' as {name}")
    return connection


def test_what_is_held_together_finds_what_dbts_own_nodes_find(spoilt, manifest, monkeypatch):
    tests = [node for node in manifest["nodes"].values() if node.get("test_metadata")]
    assert {node["test_metadata"]["name"] for node in tests} >= {
        "unique_key",
        "not_null",
        "accepted_values",
        "relationships",
    }
    assert any(node["config"]["where"] for node in tests)
    with attached(spoilt) as connection:
        found = {
            node["name"]: connection.sql(f"select count(*) from ({node['compiled_code']})").fetchone()[0]
            for node in tests
        }
    failing = {name: count for name, count in found.items() if count}
    assert len(failing) > len(tests) / 2

    monkeypatch.setenv("LEADHOUSE_VARS", json.dumps({"generic_tests_at_end": True}))
    built = json.dumps({"built": [name for name in manifest["nodes"] if not name.startswith("test.")]})
    said = dbt("run-operation", "hold_generic_tests", "--args", built, home=spoilt)
    assert said.returncode != 0
    expected = {f"dbt test {name}: {count} rows contradict it" for name, count in failing.items()}
    assert set(TOLD_BY_HOOK.findall(said.stdout)) == expected


def test_what_reads_a_view_is_held_in_a_run_of_only_news_that_did_not_make_it(spoilt, manifest, monkeypatch):
    views = {name for name, node in manifest["nodes"].items() if node["config"]["materialized"] == "view"}
    tests = [node for node in manifest["nodes"].values() if node.get("test_metadata")]
    with attached(spoilt) as connection:
        expected = {
            node["name"]
            for node in tests
            if views.intersection(node["depends_on"]["nodes"])
            and connection.sql(f"select 1 from ({node['compiled_code']}) limit 1").fetchall()
        }
    assert expected
    monkeypatch.setenv("LEADHOUSE_VARS", json.dumps({"generic_tests_at_end": True, "only_news": True}))
    said = dbt("run-operation", "hold_generic_tests", "--args", json.dumps({"built": []}), home=spoilt)
    assert {found.split()[2].rstrip(":") for found in TOLD_BY_HOOK.findall(said.stdout)} == expected


def test_a_run_of_only_news_finds_what_a_new_row_doubles(empty_copy, monkeypatch):
    with attached(empty_copy) as connection:
        connection.execute("""
            insert into intermediate.int_person_news (person_id) values ('with_news');
            -- Whose a row is, the key says: the old row and the new one both belong to whoever has news.
            insert into intermediate.int_score_days (rule_set, person_id, score_on) values
                ('b2b', 'with_news', '2026-01-01'), ('b2b', 'with_news', '2026-01-01'), ('b2b', 'other', '2026-01-01');
            -- The key does not say it: the old row belongs to somebody else.
            insert into intermediate.int_touch_news (person_id) values ('with_news');
            insert into intermediate.int_touchpoints (touchpoint_id, person_id, occurred_at, channel) values
                ('doubled', 'other', '2026-01-01', 'email'), ('doubled', 'with_news', '2026-01-01', 'email');
            -- Two addresses with one hash.
            insert into intermediate.int_email_addresses (email) values
                ('person.57287@company7413.io'), ('person.97287@company7417.io')
        """)
        addresses = connection.table("intermediate.int_email_addresses")
        assert addresses.aggregate("count(distinct hash(email))").fetchall() == [(1,)]
    monkeypatch.setenv("LEADHOUSE_VARS", json.dumps({"generic_tests_at_end": True, "only_news": True}))
    built = [f"model.leadhouse.int_{name}" for name in ("score_days", "touchpoints", "email_addresses")]
    said = dbt("run-operation", "hold_generic_tests", "--args", json.dumps({"built": built}), home=empty_copy)
    assert {told for told in TOLD_BY_HOOK.findall(said.stdout) if "unique_key" in told} == {
        "dbt test unique_key_int_score_days_rule_set__person_id__score_on: 1 rows contradict it",
        "dbt test unique_key_int_touchpoints_touchpoint_id: 1 rows contradict it",
    }


def test_where_a_model_failed_that_alone_is_told(spoilt, monkeypatch):
    with attached(spoilt) as connection:
        connection.execute("drop table intermediate.int_sync_runs")
        connection.execute("create or replace table gate.sync_runs (started_at boolean)")
    monkeypatch.setenv("LEADHOUSE_VARS", json.dumps({"generic_tests_at_end": True}))
    model = ["stg_gate__sync_runs", "int_sync_runs"]
    said = dbt("build", "--exclude", "test_type:generic", "test_type:unit", "--select", *model, home=spoilt)
    assert said.returncode == 1
    assert "Failure in model stg_gate__sync_runs" in said.stdout
    assert "OK hook: leadhouse.on-run-end.0" in said.stdout
