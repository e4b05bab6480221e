"""dbt without the rest, as an analytics engineer starts it."""

import os
import subprocess
from pathlib import Path

PROJECT_ROOT = Path(__file__).parents[1]


def dbt(*arguments: str, home: Path, target: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run plain dbt at the project root against a home of its own; what it says of itself lies in its `target`."""
    (home / "build").mkdir(parents=True, exist_ok=True)
    return subprocess.run(
        [
            "dbt",
            "--no-use-colors",
            *arguments,
            "--target-path",
            str(target or home / "target"),
            "--log-path",
            str(home / "logs"),
        ],
        cwd=PROJECT_ROOT,
        env={**os.environ, "LEADHOUSE_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
