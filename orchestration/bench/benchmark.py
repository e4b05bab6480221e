"""A full build from CSV files to published marts, a day of news and a run with nothing new, beside the floor."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from orchestration.bench.population import Population
from orchestration.bench.run_figures import RunFigures, dbt_seconds, run_and_measure
from orchestration.contracts import PROJECT_ROOT
from orchestration.dbt_build import prepare_manifest
from orchestration.errors import ConfigError
from orchestration.settings import Settings

# The floor is no part of an installed Leadhouse: it is there to be read and doubted beside the tests that hold it to
# the marts' answers.
FLOOR = PROJECT_ROOT / "tests" / "benchmarks" / "floor.py"
# Each run looks from the end of what its files tell of.
HISTORY_ENDS, NEW_DAY_ENDS = "2026-01-01", "2026-01-02"


@dataclass(frozen=True)
class Benchmark:
    """What `leadhouse bench` measured. `floor` is None where the checkout with its script is not at hand."""

    touchpoints: int
    new_touchpoints: int
    rows: int
    threads: int
    memory_limit: str
    cold: RunFigures
    new_day: RunFigures
    nothing_new: RunFigures
    floor: RunFigures | None
    sizes: dict[str, int]

    @property
    def ratios(self) -> dict[str, float]:
        """What the goals are told in: times the floor, and shares of the full build."""
        ratios = {
            "new day to full build": self.new_day.seconds / self.cold.seconds,
            "new day to full build, CPU": self.new_day.cpu_seconds / self.cold.cpu_seconds,
            "nothing new to full build": self.nothing_new.seconds / self.cold.seconds,
        }
        if self.floor:
            ratios["full build to floor"] = self.cold.seconds / self.floor.seconds
            ratios["full build to floor, CPU"] = self.cold.cpu_seconds / self.floor.cpu_seconds
            ratios["memory to floor"] = self.cold.peak_memory / self.floor.peak_memory
        return ratios

    def as_json(self) -> str:
        content: dict[str, Any] = asdict(self) | {"ratios": self.ratios}
        return json.dumps(content, indent=2)


def measure(settings: Settings, touchpoints: int, say: Callable[[str], None]) -> Benchmark:
    """Fill an empty home with an invented company and time what a user would run on it, each as a process of its own.

    Raises ConfigError if the home holds anything, BuildFailed if a run does not publish.
    """
    home = settings.home.path
    if home.exists() and any(home.iterdir()):
        raise ConfigError(f"{home} is not empty. The benchmark makes a home of its own: name a new directory.")
    home.mkdir(parents=True, exist_ok=True)
    population = Population(touchpoints)
    population.write_map(home)
    rows = population.write_history(home)
    sizes = {"CSV files": _bytes(home / "inbox")}
    say(f"{touchpoints:,} touchpoints of {population.people:,} people: {rows:,} rows of CSV. The full build begins.")
    cold = _run(home, HISTORY_ENDS)
    sizes |= {"warehouse": _bytes(settings.home.warehouse), "published": _bytes(settings.home.current.resolve())}
    floor = None
    if FLOOR.exists():
        say(f"The full build took {cold.seconds:.1f} s. The floor begins.")
        floor, _ = run_and_measure([sys.executable, "-m", "tests.benchmarks.floor", str(home), HISTORY_ENDS], home)
    else:
        say(f"There is no floor: {FLOOR} is part of a checkout only.")
    population.write_new_day(home)
    say("The new day begins.")
    new_day = _run(home, NEW_DAY_ENDS)
    say(f"The new day took {new_day.seconds:.1f} s. A run with nothing new begins.")
    nothing_new, _ = run_and_measure(_command(home, NEW_DAY_ENDS), home)
    return Benchmark(
        touchpoints=touchpoints,
        new_touchpoints=population.new_touchpoints,
        rows=rows,
        threads=settings.threads,
        memory_limit=settings.memory,
        cold=cold,
        new_day=new_day,
        nothing_new=nothing_new,
        floor=floor,
        sizes=sizes,
    )


def _run(home: Path, as_of: str) -> RunFigures:
    figures, _ = run_and_measure(_command(home, as_of), home)
    folders, models = dbt_seconds(home, prepare_manifest())
    return replace(figures, folders=folders, models=models)


def _command(home: Path, as_of: str) -> list[str]:
    config = str(home / "leadhouse.yml")
    return [
        *(sys.executable, "-m", "orchestration.cli", "run"),
        *("--config", config, "--home", str(home), "--as-of", as_of),
    ]


def _bytes(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())
