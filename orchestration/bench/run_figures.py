"""What a run took: its steps as it printed them, its models as dbt timed them, its memory as the system counted it."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.contracts import PROJECT_ROOT
from orchestration.errors import BuildFailed
from orchestration.progress import read_line

MEBIBYTE = 1024**2
# Linux counts a process's memory in kibibytes, macOS in bytes.
MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class RunFigures:
    """Seconds of a whole run and of its steps; of dbt's folders and models, of which several run at a time.

    `cpu_seconds` are those of all its processes: they tell more than seconds where other work runs beside.
    `peak_memory` is the most that one process of the run held, in MiB: the run's own or that of a process it started.
    """

    seconds: float
    cpu_seconds: float
    peak_memory: float
    steps: dict[str, float]
    folders: dict[str, float] = field(default_factory=dict)
    models: dict[str, float] = field(default_factory=dict)


def run_and_measure(command: list[str], home: Path) -> tuple[RunFigures, str]:
    """Run a program of ours as a process of its own: its figures, and what it printed.

    Raises BuildFailed with what it said if it fails.
    """
    log = home / "bench.log"
    began = time.monotonic()
    with log.open("w+") as said:
        process = subprocess.Popen(command, cwd=PROJECT_ROOT, stdout=said, stderr=subprocess.STDOUT)
        # Of the process and all it waited for, which `Popen.wait` does not tell.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - began
    printed = log.read_text()
    if process.returncode != 0:
        raise BuildFailed(f"{' '.join(command)} ended with {process.returncode}:\n{printed}")
    steps = dict(step for line in printed.splitlines() if (step := read_line(line)))
    cpu_seconds = usage.ru_utime + usage.ru_stime
    return RunFigures(seconds, cpu_seconds, usage.ru_maxrss * MEMORY_UNIT / MEBIBYTE, steps), printed


def dbt_seconds(home: Path, manifest: Path) -> tuple[dict[str, float], dict[str, float]]:
    """Seconds of a home's last `dbt build`: by folder of models, with `tests` and `seeds` beside them, and by model."""
    results = home / "dbt" / "run_results.json"
    content = json.loads(manifest.read_text())
    nodes = {**content["nodes"], **content["exposures"]}
    folders, models = Counter(), Counter()
    for result in json.loads(results.read_text())["results"]:
        node, seconds = nodes[result["unique_id"]], result["execution_time"]
        if node["resource_type"] == "model":
            models[node["name"]] += seconds
            folders["/".join(node["fqn"][1:3])] += seconds
        else:
            folders[f"{node['resource_type']}s"] += seconds
    return dict(folders.most_common()), dict(models.most_common())
