"""One small company on both targets: `python -m tests.parity.both_targets --people 400` prints what differs."""

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.audit_result import AUDITED_FILES
from orchestration.dbt_build import prepare_manifest
from orchestration.published import current_build
from orchestration.sources.demo import generate
from tests.parity.comparison import Difference, compare
from tests.plain_dbt import PROJECT_ROOT

# Of so small a company a query is planned for longer than it runs. Left out is what pays only on many rows.
SPARK_ON_LITTLE = {
    # The best machine code, and code of its own for each query; what machine code there is has room.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    # Plans made anew while they run, checked after each rule, and written down.
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.lightweightPlanChangeValidation": "false",
    "spark.sql.ui.explainMode": "simple",
    "spark.sql.maxPlanStringLength": "100",
    # Checksums, compression and a second move of files of a few kilobytes: each file is a process that Hadoop starts.
    "spark.hadoop.fs.file.impl": "org.apache.hadoop.fs.RawLocalFileSystem",
    "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
    "spark.sql.parquet.compression.codec": "uncompressed",
    "spark.shuffle.compress": "false",
    "spark.broadcast.compress": "false",
}
SUBMITTED = shlex.join([*(f"--conf={name}={value}" for name, value in SPARK_ON_LITTLE.items()), "pyspark-shell"])
DAYS, SEED = 540, 7


@dataclass(frozen=True)
class Build:
    """What a target published, and how long it made it."""

    directory: Path
    seconds: float


def builds_of(home: Path, people: int) -> tuple[Build, Build]:
    """A company's build by DuckDB, and one by Spark of the same raw tables in a copy of the home."""
    config = generate(home, people, SEED, DAYS)
    ours = _build(home, config)
    copy = home.with_name(f"{home.name}_of_spark")
    shutil.copytree(home, copy, symlinks=True)
    on_spark = config.with_name("spark.yml")
    on_spark.write_text(f"{config.read_text(encoding='utf-8')}\ntarget: spark\n", encoding="utf-8")
    return ours, _build(copy, on_spark)


def differences(ours: Build, theirs: Build, keys: dict[str, list[str]]) -> list[Difference]:
    """Every mart of one build beside the other's."""
    with duckdb.connect() as connection:
        for side, build in (("ours", ours), ("theirs", theirs)):
            for file in AUDITED_FILES:
                connection.execute(f"attach '{build.directory / file}' as {side}_{Path(file).stem} (read_only)")
        layers = {mart: "activation" if mart.startswith("activation.") else "marts" for mart in keys}
        return [
            compare(connection, mart, f"ours_{layer}.{mart}", f"theirs_{layer}.{mart}", keys[mart])
            for mart, layer in sorted(layers.items())
        ]


def keys_of_marts(manifest: dict) -> dict[str, list[str]]:
    """What tells the rows of each served model apart, as its `unique_key` test says."""
    keys = {}
    for test in manifest["nodes"].values():
        if (test.get("test_metadata") or {}).get("name") == "unique_key":
            node = manifest["nodes"][test["attached_node"]]
            if node["resource_type"] == "model" and node["fqn"][1] in ("marts", "activation"):
                arguments = test["test_metadata"]["kwargs"]
                keys[f"{node['schema']}.{node['name']}"] = arguments.get("columns") or [arguments["column_name"]]
    return keys


def told(found: list[Difference], ours: Build, theirs: Build) -> str:
    """What was compared, what differs, and how long each target took."""
    cells, different = sum(mart.cells for mart in found), sum(sum(mart.different.values()) for mart in found)
    return "\n".join(
        [
            *(str(mart) for mart in found if mart),
            f"{len(found)} marts, {cells:,} cells compared, {different:,} differ; "
            f"DuckDB {ours.seconds:.0f} s, Spark {theirs.seconds:.0f} s",
        ]
    )


def _build(home: Path, config: Path) -> Build:
    began = time.monotonic()
    command = [sys.executable, "-m", "orchestration.cli", "run", "--full-refresh", "--compare", "suggested"]
    command += ["--config", config, "--home", home]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT), "PYSPARK_SUBMIT_ARGS": SUBMITTED}
    done = subprocess.run(command, cwd=PROJECT_ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout}\n{done.stderr}")
    return Build(current_build(home / "published").resolve(), time.monotonic() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=400)
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory) / "home"
        ours, theirs = builds_of(home, parser.parse_args().people)
        found = differences(ours, theirs, keys_of_marts(json.loads(prepare_manifest().read_text())))
        print(told(found, ours, theirs))
    sys.exit(any(found))


if __name__ == "__main__":
    main()
