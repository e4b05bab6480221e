"""Loads killed at every point at which something is already written and something not yet."""

import pytest

from orchestration.ledger import Ledger
from orchestration.settings import Settings
from tests.faults.killing import killed_at

HEADER = "id,created,email,note\n"
ADA, BOB, MISFIT = "1,2024-01-01,ada@x.com,hello\n", "2,2024-01-02,b@x.com,you\n", "3,x,,\n"
FILES = {"a.csv": ADA, "b.csv": ADA + BOB + MISFIT}
ENTRY = {
    "entity": "leads",
    "path": "*.csv",
    "columns": {"lead_id": "id", "created_at": "created", "email": "email", "job_title": "note"},
}
LOAD = """
from datetime import UTC, datetime
from pathlib import Path
from orchestration.ingest import ingest_source
from orchestration.ledger import Ledger
from orchestration.settings import load_settings
settings = load_settings(Path({config!r}), Path({home!r}))
ingest_source(settings, Ledger(settings.home.ledger), "files", datetime(2026, 1, 1, tzinfo=UTC))
"""
POINTS = [
    ("orchestration.ingest.create_raw_tables", "after", 0),
    ("orchestration.ingest.land", "before", 1),
    ("orchestration.ingest.land", "after", 1),
    ("orchestration.ingest.judge", "after", 1),
    ("orchestration.ingest.keep", "before", 1),
    ("orchestration.ingest.keep", "after", 1),
    ("orchestration.ledger.Ledger.record_load", "before", 1),
    ("orchestration.ledger.Ledger.record_load", "after", 1),
]


def loaded(inbox, settings: Settings) -> tuple:
    loads = [(load.load_id, load.rows_loaded, load.rows_duplicate) for load in Ledger(settings.home.ledger).loads()]
    rows = inbox.query("select * from raw_files.leads order by all")
    return loads, rows, inbox.query("select * from quarantine.rows order by all")


@pytest.mark.parametrize(("point", "when", "passes"), POINTS)
def test_O01_a_load_killed_anywhere_is_loaded_once_by_the_next_run(new_inbox, point, when, passes):
    calm, killed = new_inbox(), new_inbox()
    for inbox in (calm, killed):
        for name, rows in FILES.items():
            inbox.put(name, HEADER + rows)
    settings = killed.settings(ENTRY)
    program = LOAD.format(config=str(settings.config_path), home=str(settings.home.path))
    killed_at(point, when, program, passes=passes)
    calm.load(ENTRY)
    killed.load(ENTRY)
    assert loaded(killed, settings) == loaded(calm, calm.settings(ENTRY))
    assert not list(settings.home.landing.rglob(".unfinished*"))
