"""Spark makes the marts that DuckDB makes: `make test-spark`."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest

from orchestration.dbt_build import prepare_manifest
from tests.parity.both_targets import SUBMITTED, builds_of, differences, keys_of_marts, told
from tests.plain_dbt import PROJECT_ROOT
from tests.project.test_spark_sql import FUNCTIONS

spark_sql = pytest.importorskip("pyspark.sql", reason="no PySpark here: `make test-spark` brings it")
pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17")

# Nothing is written back here, and so small a company closes too few deals for a forecast of them.
WITHOUT_ROWS = {"data_quality.sync_rejections", "data_quality.sync_runs", "forecast.forecast_accuracy"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("parity") / "home"


def test_every_mart_is_the_same_on_both_targets(home):
    ours, theirs = builds_of(home, people=400)
    keys = keys_of_marts(json.loads(prepare_manifest().read_text()))
    found = differences(ours, theirs, keys)
    print(told(found, ours, theirs))
    assert {mart.mart: mart.different for mart in found if mart} == {}
    assert {mart.mart for mart in found if not mart.cells} == WITHOUT_ROWS


def test_an_empty_cell_of_a_seed_is_null_and_every_other_is_what_the_file_says(tmp_path):
    command = ["leadhouse-dbt", "seed", "--target", "spark", "--target-path", tmp_path / "dbt", "--log-path", tmp_path]
    environment = {**os.environ, "LEADHOUSE_HOME": str(tmp_path), "PYSPARK_SUBMIT_ARGS": SUBMITTED}
    done = subprocess.run(command, cwd=PROJECT_ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    for file in sorted((PROJECT_ROOT / "seeds").rglob("*.csv")):
        made = duckdb.read_parquet(f"{tmp_path}/spark/tables/seeds.db/{file.stem}/*.parquet")
        said = duckdb.read_csv(str(file), all_varchar=True, quotechar='"', escapechar='"')
        for name, data_type in zip(made.columns, made.types, strict=True):
            cells = [relation.aggregate(f'count("{name}"), count(*)').fetchall() for relation in (said, made)]
            assert cells[0] == cells[1], f"{file.name}: {name} has other empty cells"
            if str(data_type) == "VARCHAR":
                texts = [sorted(relation.select(name).fetchall(), key=str) for relation in (said, made)]
                assert texts[0] == texts[1], f"{file.name}: {name} has other texts"


def test_what_a_model_may_call_is_what_spark_has(tmp_path):
    settings = {"spark.master": "local[1]", "spark.ui.enabled": "false", "spark.sql.warehouse.dir": str(tmp_path)}
    session = spark_sql.SparkSession.builder.config(map=settings).getOrCreate()
    known = {row.function for row in session.sql("show system functions").collect()}
    session.stop()
    assert {name for name in known if name.isidentifier()} == FUNCTIONS
