"""The floor of `leadhouse bench`: the same answers straight in DuckDB, `python -m tests.benchmarks.floor HOME AS_OF`.

Runs floor.sql over the files of a home's inbox into a database file beside its warehouse, with the same threads and
memory, and prints a line per step as `leadhouse run` does.
"""

import re
import sys
import time
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.contracts import PROJECT_ROOT
from orchestration.engine import connect
from orchestration.fits.attribution import removal_effects_by_kind
from orchestration.progress import write_line

FITTED_STEP = "credits"
STEPS = re.compile(r"^-- step: (.+)$", re.MULTILINE)


def steps() -> dict[str, str]:
    """The SQL of each step by its name."""
    _, *parts = STEPS.split(Path(__file__).with_suffix(".sql").read_text())
    return dict(zip(parts[::2], parts[1::2], strict=True))


def build_floor(home: Path, as_of: datetime) -> Path:
    """Answer everything from the files of this home's inbox, with a line for each step; the database file."""
    target = home / "floor.duckdb"
    target.unlink(missing_ok=True)
    with connect(target) as connection:
        connection.execute("set TimeZone = 'UTC'")
        # As dbt's connection has it.
        connection.execute("set preserve_insertion_order = false")
        connection.execute("set variable inbox = ?", [str(home / "inbox")])
        connection.execute("set variable seeds = ?", [str(PROJECT_ROOT / "seeds")])
        connection.execute("set variable as_of = ?", [as_of])
        for name, sql in steps().items():
            began = time.monotonic()
            connection.execute(sql)
            if name == FITTED_STEP:
                _fit(connection)
            write_line(name, "", time.monotonic() - began, sys.stdout)
    return target


def _fit(connection: duckdb.DuckDBPyConnection) -> None:
    """What a channel's removal costs is no SQL: the same function fits it that the models use."""
    transitions = connection.sql("from channel_transitions order by all").df()
    effects = removal_effects_by_kind(transitions)
    connection.register("effects", effects)
    connection.execute("create table removal_effects as from effects")


if __name__ == "__main__":
    build_floor(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
