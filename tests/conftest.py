"""What tests share, each made once: published warehouses, and the project as dbt builds it from nothing."""

import json
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from tests.faults import coverage
from tests.plain_dbt import dbt

PROJECT_ROOT = Path(__file__).parents[1]
# Data that nobody here wrote lies beside the checkout, never in it.
SHARED_DATA = Path(os.environ.get("LEADHOUSE_SHARED_DATA", PROJECT_ROOT.parent / "shared" / "data"))

# In the environment of every run, as credentials are; nothing that a run writes may hold it.
CANARY = "canary-of-a-credential-5b1f"


def leadhouse(*arguments: str | Path) -> str:
    """Run a command as a user would and return what it said; a failure shows all of it."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_ROOT), "SALESFORCE_CLIENT_SECRET": CANARY}
    command = [sys.executable, "-m", "orchestration.cli", *map(str, arguments)]
    done = subprocess.run(command, cwd=PROJECT_ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """After the tests: how much of the catalogue of faults they provoke."""
    terminalreporter.line(coverage.summary())


def made_once(name: str, temporary: pytest.TempPathFactory, make: Callable[[Path], Any]) -> tuple[Path, Any]:
    """A directory and what its maker answered: made by the worker process that asks first, the others wait for it.

    Other processes read it at the same time: a test that writes, or that lets dbt open it, takes a copy.
    """
    root = temporary.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    directory, answer = root / name, root / f"{name}.pickle"
    with FileLock(root / f"{name}.lock"):
        if not answer.exists():
            directory.mkdir()
            answer.write_bytes(pickle.dumps(make(directory)))
        return directory, pickle.loads(answer.read_bytes())  # noqa: S301 (written above)


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after `leadhouse demo` over a small world; its truth lies in `truth/`."""

    def make(home: Path) -> str:
        return leadhouse("demo", "--people", "1500", "--seed", "7", "--days", "400", "--home", home)

    return made_once("demo", tmp_path_factory, make)[0]


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

    def make(home: Path) -> str:
        example = (PROJECT_ROOT / "examples" / "olist" / "leadhouse.yml").read_text(encoding="utf-8")
        assert "../../../shared/data/" in example
        config = home / "leadhouse.yml"
        config.write_text(example.replace("../../../shared/data/", f"{SHARED_DATA}/"), encoding="utf-8")
        return leadhouse("run", "--config", config, "--home", home)

    return made_once("olist", tmp_path_factory, make)[0]


@pytest.fixture(scope="session")
def empty_build(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """`dbt build`, unit tests and all, on a warehouse into which nothing was ever loaded: (home, what dbt said)."""
    return made_once("empty", tmp_path_factory, lambda home: dbt("build", home=home))


@pytest.fixture
def empty_copy(empty_build: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path) -> Path:
    """The same home for one test alone."""
    return shutil.copytree(empty_build[0], tmp_path / "home")


@pytest.fixture(scope="session")
def manifest(empty_build: tuple[Path, subprocess.CompletedProcess[str]]) -> dict:
    home, _ = empty_build
    return json.loads((home / "target" / "manifest.json").read_text())
