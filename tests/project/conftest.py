"""The dbt project as dbt reads it, parsed once."""

import json
import os
import subprocess
from pathlib import Path

import pytest

PROJECT_ROOT = Path(__file__).parents[2]


def dbt(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run plain dbt at the project root against a home of its own, as an analytics engineer would."""
    (home / "build").mkdir(parents=True, exist_ok=True)
    return subprocess.run(
        ["dbt", "--no-use-colors", *arguments, "--target-path", str(home / "target"), "--log-path", str(home / "logs")],
        cwd=PROJECT_ROOT,
        env={**os.environ, "LEADHOUSE_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def empty_build(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """`dbt build`, unit tests and all, on a warehouse into which nothing was ever loaded: (home, what dbt said)."""
    home = tmp_path_factory.mktemp("empty")
    return home, dbt("build", home=home)


@pytest.fixture(scope="session")
def manifest(empty_build: tuple[Path, subprocess.CompletedProcess[str]]) -> dict:
    home, _ = empty_build
    return json.loads((home / "target" / "manifest.json").read_text())
