"""What the benchmark measures of a run, and that it fills nobody's home."""

import json
import sys

import pytest

from orchestration.bench.benchmark import Benchmark, measure
from orchestration.bench.run_figures import RunFigures, dbt_seconds, run_and_measure
from orchestration.bench.table import table_lines
from orchestration.errors import BuildFailed, ConfigError
from orchestration.settings import load_settings

RUN = """
import sys
from orchestration.progress import write_line
held = bytearray(200_000_000)
write_line("raw_files", "1,473,630 read, 1,470,443 loaded", 76.4, sys.stdout)
write_line("transform", "516 tables and views, 674 tests, and words beyond the column", 316.9, sys.stdout)
print("Published 20261122T113253Z-fa11f2. Look at:")
"""


def figures(seconds: float, **parts) -> RunFigures:
    return RunFigures(seconds, seconds * 2, peak_memory=300, **{"steps": {"transform": seconds}, **parts})


def test_steps_time_and_memory_of_a_run_are_told(tmp_path):
    run, printed = run_and_measure([sys.executable, "-c", RUN], tmp_path)
    assert run.steps == {"raw_files": 76.4, "transform": 316.9}
    assert "Published" in printed
    assert run.seconds > run.cpu_seconds * 0.1 > 0
    assert 200 < run.peak_memory < 2000


def test_a_run_that_fails_says_what_it_said(tmp_path):
    with pytest.raises(BuildFailed, match="no room"):
        run_and_measure([sys.executable, "-c", "raise SystemExit('no room')"], tmp_path)


def test_models_are_summed_by_folder_and_tests_stand_beside_them(tmp_path):
    (tmp_path / "dbt").mkdir()
    models = {
        "model.a": {"resource_type": "model", "name": "people", "fqn": ["leadhouse", "marts", "core", "people"]},
        "model.b": {"resource_type": "model", "name": "orders", "fqn": ["leadhouse", "marts", "core", "orders"]},
        "test.c": {"resource_type": "test", "name": "key", "fqn": ["leadhouse", "marts", "core", "key"]},
    }
    times = {"model.a": 1.5, "model.b": 2.0, "test.c": 0.25}
    results = [{"unique_id": node, "execution_time": seconds} for node, seconds in times.items()]
    (tmp_path / "manifest.json").write_text(json.dumps({"nodes": models, "exposures": {}}))
    (tmp_path / "dbt" / "run_results.json").write_text(json.dumps({"results": results}))
    folders, models = dbt_seconds(tmp_path, tmp_path / "manifest.json")
    assert folders == {"marts/core": 3.5, "tests": 0.25}
    assert models == {"orders": 2.0, "people": 1.5}


def test_a_home_that_holds_anything_is_left_alone(tmp_path):
    (tmp_path / "warehouse.duckdb").write_text("mine")
    with pytest.raises(ConfigError, match="not empty"):
        measure(load_settings(home=tmp_path), 5000, print)
    assert [path.name for path in tmp_path.iterdir()] == ["warehouse.duckdb"]


@pytest.mark.parametrize("floor", [figures(20), None])
def test_the_table_and_the_json_tell_the_same_ratios(floor):
    benchmark = Benchmark(
        touchpoints=5000,
        new_touchpoints=50,
        rows=20_000,
        threads=2,
        memory_limit="6GB",
        cold=figures(50, folders={"marts/core": 3.5}, models={"people": 1.5}),
        new_day=figures(5, folders={"marts/core": 0.5}, models={"people": 0.1}),
        nothing_new=figures(1),
        floor=floor,
        sizes={"warehouse": 2_000_000},
    )
    told = json.loads(benchmark.as_json())
    table = "\n".join(table_lines(benchmark))
    assert told["ratios"]["new day to full build"] == 0.1
    assert told["ratios"].get("full build to floor") == (2.5 if floor else None)
    assert all(name in table and f"{ratio:.3f}" in table for name, ratio in told["ratios"].items())
    assert told["cold"]["folders"] == {"marts/core": 3.5}
