"""Marts of an example in `examples/` by the gate and plain dbt: only the models asked for, without audit and page."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from orchestration.ingest import LoadReport, ingest_source
from orchestration.ledger import Ledger
from orchestration.settings import load_settings

PROJECT_ROOT = Path(__file__).parents[2]


def build_example(name: str, home: Path, source: str, *models: str) -> list[LoadReport]:
    """Load what the example maps, from files that lie in the home, and build the models with all they read."""
    config = shutil.copy(PROJECT_ROOT / "examples" / name / "leadhouse.yml", home)
    settings = load_settings(Path(config), home)
    loads = ingest_source(settings, Ledger(settings.home.ledger), source)
    settings.home.build.mkdir(exist_ok=True)
    variables = {
        "as_of": str(settings.as_of),
        "time_zone": settings.time_zone,
        "reporting_currency": settings.reporting_currency,
    }
    selection = [f"+{model}" for model in models]
    done = subprocess.run(
        ["dbt", "build", "--exclude-resource-type", "test", "unit_test", "--vars", json.dumps(variables),
         "--target-path", str(home / "target"), "--log-path", str(home / "logs"), "--select", *selection],
        cwd=PROJECT_ROOT,
        env={**os.environ, "LEADHOUSE_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-5000:]
    return loads
