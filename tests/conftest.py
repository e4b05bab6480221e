"""What tests share, each made once: published warehouses, and the project as dbt builds it from nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import coverage
from tests.plain_dbt import dbt

PROJECT_ROOT = Path(__file__).parents[1]
# Data that nobody here wrote lies beside the checkout, never in it.
SHARED_DATA = Path(os.environ.get("LEADHOUSE_SHARED_DATA", PROJECT_ROOT.parent / "shared" / "data"))


def leadhouse(*arguments: str | Path) -> str:
    """Run a command as a user would and return what it said; a failure shows all of it."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT)}
    command = [sys.executable, "-m", "orchestration.cli", *map(str, arguments)]
    done = subprocess.run(command, cwd=PROJECT_ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """After the tests: how much of the catalogue of faults they provoke."""
    terminalreporter.line(coverage.summary())


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after `leadhouse demo` over a small world; its truth lies in `truth/`."""
    home = tmp_path_factory.mktemp("demo")
    leadhouse("demo", "--people", "1500", "--seed", "7", "--days", "400", "--home", home)
    return home


@pytest.fixture(scope="session")
def loader_samples() -> Path:
    """The directory of public samples of the tables that a common loader lands, one folder per source."""
    if not (SHARED_DATA / "fivetran_seeds").is_dir():
        pytest.skip(f"no samples in {SHARED_DATA}; LEADHOUSE_SHARED_DATA may say where they are")
    return SHARED_DATA / "fivetran_seeds"


@pytest.fixture(scope="session")
def olist_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after `leadhouse run` with examples/olist/leadhouse.yml, its paths pointing to where the data is."""
    if not (SHARED_DATA / "olist").is_dir():
        pytest.skip(f"no public data in {SHARED_DATA}; LEADHOUSE_SHARED_DATA may say where it is")
    home = tmp_path_factory.mktemp("olist")
    example = (PROJECT_ROOT / "examples" / "olist" / "leadhouse.yml").read_text(encoding="utf-8")
    assert "../../../shared/data/" in example
    config = home / "leadhouse.yml"
    config.write_text(example.replace("../../../shared/data/", f"{SHARED_DATA}/"), encoding="utf-8")
    leadhouse("run", "--config", config, "--home", home)
    return home


@pytest.fixture(scope="session")
def empty_build(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """`dbt build`, unit tests and all, on a warehouse into which nothing was ever loaded: (home, what dbt said)."""
    home = tmp_path_factory.mktemp("empty")
    return home, dbt("build", home=home)


@pytest.fixture(scope="session")
def manifest(empty_build: tuple[Path, subprocess.CompletedProcess[str]]) -> dict:
    home, _ = empty_build
    return json.loads((home / "target" / "manifest.json").read_text())
