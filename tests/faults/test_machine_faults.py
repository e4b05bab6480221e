"""What the machine, its clock and other processes do to a run."""

import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from dagster._utils.schedules import schedule_execution_time_iterator

from orchestration.automation import every_morning
from orchestration.cli import main
from orchestration.errors import ConfigError, RunInProgress
from orchestration.ledger import Ledger
from orchestration.lock import only_writer
from orchestration.publish import current_build
from orchestration.run import as_told_to_users
from orchestration.settings import load_settings
from orchestration.warehouse import open_warehouse

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def book_build(ledger: Ledger, number: int) -> None:
    moment = NOON + timedelta(minutes=number)
    ledger.record_build(
        build_id=f"build-{number}",
        started_at=moment,
        finished_at=moment,
        as_of=moment,
        fingerprint="rules",
        status="failed",
        detail="",
    )


def test_O02_a_lock_is_free_as_soon_as_its_holder_is_killed(tmp_path):
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import time\nfrom pathlib import Path\nfrom orchestration.lock import only_writer\n"
            f"with only_writer(Path({str(tmp_path)!r})):\n    print('held', flush=True)\n    time.sleep(60)",
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(RunInProgress, match=rf"process {holder.pid} on "), only_writer(tmp_path):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with only_writer(tmp_path):
        assert str(holder.pid) not in (tmp_path / "lock").read_text()


def test_O03_the_schedule_ticks_once_a_day_whatever_the_clocks_do():
    # Clocks change in New York and in Berlin within these weeks of autumn.
    ticks = schedule_execution_time_iterator(
        datetime(2026, 10, 1, tzinfo=UTC).timestamp(), every_morning.cron_schedule, every_morning.execution_timezone
    )
    assert {later - earlier for earlier, later in pairwise(islice(ticks, 60))} == {timedelta(days=1)}


def test_O04_the_ledger_waits_for_whoever_writes_to_it(tmp_path):
    ledger = Ledger(tmp_path / "ledger.sqlite")
    other = sqlite3.connect(ledger.path, isolation_level=None, check_same_thread=False)
    other.execute("begin immediate")
    release = threading.Timer(0.5, lambda: other.execute("rollback"))
    release.start()
    began = time.monotonic()
    book_build(ledger, 0)
    assert time.monotonic() - began > 0.4
    assert [build.build_id for build in ledger.builds()] == ["build-0"]


def test_O04_eight_writers_lose_no_entry(tmp_path):
    path = tmp_path / "ledger.sqlite"
    Ledger(path)
    writers = [
        threading.Thread(
            target=lambda part=part: [book_build(Ledger(path), 10 * part + number) for number in range(10)]
        )
        for part in range(8)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(Ledger(path).builds()) == 80


def test_O05_too_little_memory_is_told_with_its_figure_and_the_remedy(tmp_path, monkeypatch):
    monkeypatch.setenv("LEADHOUSE_MEMORY", "20MB")
    settings = load_settings(home=tmp_path / "home")
    with pytest.raises(duckdb.OutOfMemoryException) as stopped, open_warehouse(settings.home) as warehouse:
        warehouse.execute("set temp_directory = ''; select list(range) from range(10000000)").fetchall()
    said = str(as_told_to_users(stopped.value, settings, tmp_path / "run.log"))
    assert re.search(r"19\.0 MiB.*LEADHOUSE_MEMORY", said)
    assert "Nothing has been published yet" in said


@pytest.mark.parametrize("amount", ["lots", "6", "-1GB", "6GB; attach 'x'"])
def test_O05_an_amount_of_memory_that_is_none_is_refused(tmp_path, monkeypatch, amount):
    monkeypatch.setenv("LEADHOUSE_MEMORY", amount)
    with pytest.raises(ConfigError, match="LEADHOUSE_MEMORY"):
        load_settings(home=tmp_path)


def test_O16_one_failed_source_of_several_is_a_failed_run(tmp_path):
    """Exit code and words: nothing says that it went well, and what was loaded before is booked as it is."""
    (tmp_path / "leads.csv").write_text("id,created\n1,2025-01-01\n")
    (tmp_path / "accounts.csv").write_text("nonsense\n1\n")
    (tmp_path / "leadhouse.yml").write_text(
        "files:\n"
        "  - {entity: leads, path: leads.csv, columns: {lead_id: id, created_at: created}}\n"
        "  - {entity: accounts, path: accounts.csv, columns: {account_id: id}}\n"
    )
    home = tmp_path / "home"
    done = CliRunner().invoke(main, ["run", "--config", str(tmp_path / "leadhouse.yml"), "--home", str(home)])
    assert done.exit_code == 1
    assert "accounts.csv" in done.output
    assert "Published" not in done.output
    assert current_build(home / "published") is None
