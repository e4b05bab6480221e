"""A home that an older release left is brought up to date as a whole, or is left as it was."""

import shutil
import sqlite3
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.ingest import ingest_source
from orchestration.landing import content_hash
from orchestration.ledger import Ledger
from orchestration.restore import restore
from orchestration.settings import Settings, load_settings
from orchestration.warehouse import verify_warehouse
from tests.faults.killing import killed_at
from tests.pipeline.test_publish import publish

LEFT = Path(__file__).with_name("older_home")
NOW = datetime(2026, 2, 1, tzinfo=UTC)
TABLES = {"leads": "files/files.leads", "lines": "shop/orders.order_lines"}
PRICES = "select price from raw_orders.order_lines order by all"
LEADS = "select lead_id, job_title, pipeline, _loaded_at from raw_files.leads order by all"
OF_LEADS = [(str(number), note, None, datetime(2026, 1, 1)) for number, note in ((1, "hello"), (2, "world"))]


@pytest.fixture
def older(tmp_path) -> Settings:
    """The home, its files, and two builds that were published without a hash of their manifest."""
    home = tmp_path / "home"
    for hour in range(2):
        build = home / "published" / publish(home, hour).build_id
        build.chmod(0o755)
        (build / "manifest.sha256").unlink()
    with sqlite3.connect(home / "ledger.sqlite") as ledger:
        ledger.executescript((LEFT / "ledger.sql").read_text())
    with duckdb.connect(str(home / "warehouse.duckdb")) as warehouse:
        warehouse.execute((LEFT / "warehouse.sql").read_text())
    for name, place in TABLES.items():
        shutil.copy(LEFT / f"{name}.csv", tmp_path)
        (home / "landing" / place).mkdir(parents=True)
        shutil.copy(LEFT / f"{name}.csv", home / "landing" / place / f"{content_hash(LEFT / f'{name}.csv')}.csv")
    shutil.copy(LEFT / "leadhouse.yml", tmp_path)
    return load_settings(tmp_path / "leadhouse.yml", home)


def ingest(settings: Settings) -> None:
    ledger = Ledger(settings.home.ledger)
    for source in ("files", "orders"):
        ingest_source(settings, ledger, source, NOW)
    verify_warehouse(settings, ledger)


def rows(settings: Settings, sql: str) -> list[tuple]:
    with duckdb.connect(str(settings.home.warehouse), read_only=True) as warehouse:
        return warehouse.execute(sql).fetchall()


@pytest.mark.parametrize("command", [["status"], ["builds"], ["query", "select 1"], ["rollback"]])
def test_O14_an_older_home_is_read_by_every_command(older, command):
    done = CliRunner().invoke(main, [*command, "--home", str(older.home.path)])
    assert done.exit_code == 0, done.output
    assert [load.rows_loaded for load in Ledger(older.home.ledger).loads()] == [1, 2]


def test_O14_a_run_keeps_the_rows_of_an_older_home_and_their_moments(older):
    """Both contracts have changed since, so both files are read again, and their rows arrive when they arrived."""
    ingest(older)
    assert rows(older, LEADS) == OF_LEADS
    assert rows(older, PRICES) == [(Decimal("19.990000"),)]


def test_O14_what_no_inbox_has_any_more_stays_as_it_was_loaded(older):
    settings = older.model_copy(update={"files": []})
    ingest(settings)
    assert rows(settings, LEADS) == OF_LEADS


def test_O14_a_column_whose_type_became_finer_rounds_nothing(older):
    (older.config_path.parent / "lines.csv").write_text(
        "id,order_id,quantity,price,updated_at\nl2,o1,1,0.123456,2024-02-02T10:00:00\n"
    )
    ingest(older)
    assert (Decimal("0.123456"),) in rows(older, PRICES)


def test_O14_a_warehouse_of_an_older_release_is_made_anew_under_the_contracts_of_this_one(older):
    older.home.warehouse.unlink()
    list(restore(older, NOW))
    verify_warehouse(older, Ledger(older.home.ledger))
    assert rows(older, LEADS) == OF_LEADS


def test_O14_a_ledger_is_brought_up_to_date_as_a_whole_or_not_at_all(older):
    path = older.home.ledger
    program = f"from pathlib import Path\nfrom orchestration.ledger import Ledger\nLedger(Path({str(path)!r}))"
    killed_at("orchestration.sealed_book._digest", "before", program)
    with sqlite3.connect(path) as ledger:
        assert ledger.execute("pragma user_version").fetchone() == (2,)
        assert ledger.execute("select name from sqlite_master where name in ('seal', 'cursors')").fetchall() == []
    assert len(Ledger(path).loads()) == 2
