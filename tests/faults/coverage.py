"""Which faults of catalogue.csv have a test named for them: `python -m tests.faults.coverage` lists the rest.

One of dbt's unit tests may provoke a fault as well: `name: int_orders__X09_refunds_keep_their_sign`.
"""

import csv
import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
MODELS = TESTS.parent / "dbt_project" / "models"
IN_PYTHON = re.compile(r"^\s*def test_([A-Z]\d{2})_\w+", re.MULTILINE)
IN_DBT = re.compile(r"^ +- name: \w+__([A-Z]\d{2})_\w+", re.MULTILINE)


def catalogue() -> dict[str, str]:
    """What is provoked, by the fault's id."""
    with Path(__file__).with_name("catalogue.csv").open(encoding="utf-8", newline="") as file:
        return {row["fault"]: row["provoked"] for row in csv.DictReader(file)}


def covered() -> set[str]:
    """The ids in the names of all tests."""
    named = {
        fault for path in TESTS.rglob("test_*.py") for fault in IN_PYTHON.findall(path.read_text(encoding="utf-8"))
    }
    return named | {
        fault for path in MODELS.rglob("*.yml") for fault in IN_DBT.findall(path.read_text(encoding="utf-8"))
    }


def summary() -> str:
    """One line: how many of how many, and the ids that no test provokes."""
    faults = catalogue()
    missing = [fault for fault in faults if fault not in covered()]
    rest = f" Not yet: {', '.join(missing)}." if missing else ""
    return f"{len(faults) - len(missing)} of {len(faults)} faults of the catalogue are provoked by a test.{rest}"


if __name__ == "__main__":
    print(summary())
    tested = covered()
    print(*(f"  {fault}  {provoked}" for fault, provoked in catalogue().items() if fault not in tested), sep="\n")
