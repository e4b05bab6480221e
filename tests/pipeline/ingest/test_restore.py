"""What is damaged is made anew: rows, loads, lines and moments are those before, or what is lost is named."""

import shutil
from datetime import UTC, datetime

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.errors import LandingDamaged, LedgerDamaged
from orchestration.ingest import ingest_source
from orchestration.ledger import Ledger
from orchestration.quarantine import replay
from orchestration.restore import restore
from orchestration.settings import Settings, load_settings
from orchestration.verify import verify
from tests.faults.killing import killed_at

NOW = datetime(2026, 2, 1, tzinfo=UTC)
HEADER = "id,created,email,note\n"
ADA = "1,2024-01-01,ada@x.com,hello\n"
BOB = "2,2024-01-02,bob@x.com,world\n"
LEADS = {"lead_id": "id", "created_at": "created", "email": "email", "job_title": "note"}
ENTRY = {"entity": "leads", "path": "*.csv", "columns": LEADS}
ROWS = "select * from raw_files.leads order by all"
MISFITS = "select * from quarantine.rows order by all"


@pytest.fixture
def settings(inbox) -> Settings:
    """A home of two loads, the later of which repeats a row and has a misfit; its ledger was copied after a build."""
    for name, rows in (("a.csv", ADA), ("b.csv", ADA + BOB + "3,no date,,\n")):
        inbox.put(name, HEADER + rows)
        inbox.load(ENTRY)
    settings = inbox.settings(ENTRY)
    Ledger(settings.home.ledger).record_build("a-build", NOW, NOW, NOW, "rules", "failed", "for its copy")
    return settings


def cut(path) -> None:
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def damage_by_part(settings: Settings) -> dict[str, int]:
    return {verdict.part: len(verdict.damage) for verdict in verify(settings)}


def test_V10_a_warehouse_made_anew_holds_the_same_rows_loads_and_moments(inbox, settings):
    before = inbox.query(ROWS), inbox.query(MISFITS), Ledger(settings.home.ledger).loads()
    assert damage_by_part(settings) == {"published": 0, "ledger": 0, "landing": 0, "warehouse": 0}
    cut(settings.home.warehouse)
    assert damage_by_part(settings)["warehouse"] == 1
    for name in ("a.csv", "b.csv"):
        (inbox.directory / name).unlink()
    said = list(restore(settings, NOW))
    assert said[0].startswith("The warehouse was made anew: 2 files, 2 rows.")
    rows, misfits, loads = inbox.query(ROWS), inbox.query(MISFITS), Ledger(settings.home.ledger).loads()
    assert (rows, misfits, [vars(load) | {"seconds": 0} for load in loads]) == (
        *before[:2],
        [vars(load) | {"seconds": 0} for load in before[2]],
    )
    assert (settings.home.path / "damaged" / "20260201T000000Z" / "warehouse.duckdb").exists()
    assert sum(damage_by_part(settings).values()) == 0


def test_V10_loads_are_made_anew_in_the_order_in_which_they_were_made(inbox, settings):
    """Both files were read again under a new map, which took rows from one load into the other."""
    mapped = {**ENTRY, "columns": {**LEADS, "job_title": {"column": "note", "values": {"hello": "hi"}}}}
    (inbox.directory / "a.csv").rename(inbox.directory / "z.csv")
    inbox.load(mapped)
    settings = inbox.settings(mapped)
    before = inbox.query(ROWS)
    assert {load.rows_duplicate for load in Ledger(settings.home.ledger).loads()} == {0, 1}
    settings.home.warehouse.unlink()
    told = list(restore(settings, NOW))
    assert inbox.query(ROWS) == before
    assert not [line for line in told if "before," in line]


def test_what_is_whole_stays(inbox, settings):
    before = settings.home.warehouse.read_bytes()
    assert list(restore(settings, NOW)) == ["The warehouse holds what was loaded: it stays."]
    assert settings.home.warehouse.read_bytes() == before
    assert not (settings.home.path / "damaged").exists()


def test_O01_a_restoration_that_was_killed_is_done_again_whole(inbox, settings):
    before = inbox.query(ROWS)
    cut(settings.home.warehouse)
    program = (
        "from datetime import datetime, UTC\nfrom pathlib import Path\nfrom orchestration.restore import restore\n"
        "from orchestration.settings import load_settings\n"
        f"settings = load_settings(Path({str(settings.config_path)!r}), Path({str(settings.home.path)!r}))\n"
        "list(restore(settings, datetime(2026, 1, 31, tzinfo=UTC)))"
    )
    killed_at("orchestration.restore.load_landed", "before", program, passes=1)
    assert damage_by_part(settings)["warehouse"] == 1
    list(restore(settings, NOW))
    assert inbox.query(ROWS) == before


def test_V10_a_damaged_ledger_comes_back_from_its_copy_and_the_next_run_loads_what_came_later(inbox, settings):
    inbox.put("c.csv", HEADER + BOB.replace("world", "moon"))
    inbox.load(ENTRY)
    before = inbox.query(ROWS)
    cut(settings.home.ledger)
    assert damage_by_part(settings) == {"published": 0, "ledger": 1}
    said = list(restore(settings, NOW))
    assert said[0].startswith("The ledger is the copy that the last build left")
    assert len([line for line in said if "landed later" in line]) == 1
    inbox.load(ENTRY)
    assert inbox.query(ROWS) == before


def test_V11_landing_zone_ledgers_copy_and_configuration_are_a_whole_backup(inbox, settings, tmp_path_factory):
    before = inbox.query(ROWS)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.copytree(settings.home.landing, elsewhere / "home" / "landing")
    shutil.copy(Ledger.copy_of(settings.home.ledger), elsewhere / "home")
    shutil.copy(settings.config_path, elsewhere)
    list(restore(load_settings(elsewhere / "leadhouse.yml", elsewhere / "home"), NOW))
    with duckdb.connect(str(elsewhere / "home" / "warehouse.duckdb")) as warehouse:
        assert warehouse.execute(ROWS).fetchall() == before


def test_V10_without_a_copy_nothing_is_guessed(settings):
    cut(settings.home.ledger)
    Ledger.copy_of(settings.home.ledger).unlink()
    with pytest.raises(LedgerDamaged, match="there is no copy of it. Begin in another --home"):
        list(restore(settings, NOW))


def test_V10_a_landed_file_that_is_lost_is_named_and_restored_when_it_comes_back(inbox, settings):
    before = inbox.query(ROWS)
    [load, _] = Ledger(settings.home.ledger).loads()
    landed = settings.home.landing / "files" / "files.leads" / f"{load.sha256}.csv"
    cut(landed)
    assert damage_by_part(settings)["landing"] == 1
    (inbox.directory / "a.csv").rename(inbox.directory / "a.gone")
    with pytest.raises(LandingDamaged, match="damaged: it is a.csv of load .*, 1 rows of files.leads from 'files'"):
        list(restore(settings, NOW))
    cut(settings.home.warehouse)
    with pytest.raises(LandingDamaged, match="Put the file back.*\n.*--without-lost"):
        list(restore(settings, NOW))
    (inbox.directory / "a.gone").rename(inbox.directory / "again.csv")
    assert "a.csv of load" in next(restore(settings, NOW))
    list(restore(settings, NOW))
    assert inbox.query(ROWS) == before
    assert sum(damage_by_part(settings).values()) == 0


def test_V10_what_is_lost_for_ever_is_struck_only_when_asked_and_is_new_when_it_comes(inbox, settings):
    before = inbox.query("select lead_id, job_title from raw_files.leads order by all")
    [load, _] = Ledger(settings.home.ledger).loads()
    cut(settings.home.landing / "files" / "files.leads" / f"{load.sha256}.csv")
    cut(settings.home.warehouse)
    (inbox.directory / "a.csv").unlink()
    said = list(restore(settings, NOW, without_lost=True))
    assert "Not restored: " in said[0]
    # The other file repeated the row of the lost one.
    assert inbox.query("select lead_id, job_title from raw_files.leads order by all") == before
    inbox.put("a.csv", HEADER + ADA)
    assert [report.already_loaded for report in inbox.load(ENTRY)] == [False, True]


def test_V10_a_replay_does_not_read_a_damaged_landed_file(inbox, settings):
    [_, load] = Ledger(settings.home.ledger).loads()
    cut(settings.home.landing / "files" / "files.leads" / f"{load.sha256}.csv")
    mended = inbox.settings({**ENTRY, "time_zone": "Europe/Paris"})
    with pytest.raises(LandingDamaged, match="damaged: it is b.csv"):
        replay(mended, Ledger(settings.home.ledger))


def test_V10_a_ledger_that_lacks_loads_takes_no_rows_out_of_the_warehouse(inbox, settings):
    settings.home.ledger.unlink()
    Ledger.copy_of(settings.home.ledger).unlink()
    with pytest.raises(LedgerDamaged, match="holds 2 loads of files.leads that the ledger .* does not know"):
        ingest_source(settings, Ledger(settings.home.ledger), "files")


def test_the_commands_say_what_is_damaged_and_what_they_did(settings):
    places = ["--config", str(settings.config_path), "--home", str(settings.home.path)]
    cut(settings.home.warehouse)
    found = CliRunner().invoke(main, ["verify", *places])
    assert found.exit_code == 1
    assert "warehouse   damaged" in found.output
    assert "`leadhouse restore` makes the warehouse anew" in found.output
    mended = CliRunner().invoke(main, ["restore", *places])
    assert mended.exit_code == 0, mended.output
    assert "2 files, 2 rows" in mended.output
    assert CliRunner().invoke(main, ["verify", *places]).exit_code == 0


def test_a_crm_is_read_again_only_by_its_name(settings):
    places = ["--config", str(settings.config_path), "--home", str(settings.home.path)]
    done = CliRunner().invoke(main, ["restore", "--read-again", "salesfroce", *places])
    assert done.exit_code == 1
    assert "no source whose system is 'salesfroce'" in done.output
