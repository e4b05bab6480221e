"""What a user types, and what they are told."""

import json
import re
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration import publish as publishing
from orchestration.cli import main
from orchestration.erasure.book import ErasureBook, Receipt
from orchestration.ledger import Ledger, Load
from orchestration.lock import only_writer
from orchestration.run import as_told_to_users
from orchestration.settings import load_settings
from tests.pipeline.tiny_build import CANARY, make_build, pass_audit

ROOT = Path(__file__).parents[2]


def leadhouse(*arguments: str, home: Path, code: int = 0) -> str:
    """Run a command and return what it printed; its exit code must be as expected and no traceback may show."""
    result = CliRunner().invoke(main, [*arguments, "--home", str(home)])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


def publish(home: Path, hour: int) -> str:
    """Publish a hand-made build and book it, as the job does."""
    build = make_build(home / "build", hour)
    pass_audit(home / "build", build)
    publishing.publish(home / "build", home / "published", {"core"}, 10, build.started_at)
    Ledger(home / "ledger.sqlite").record_build(
        **build.model_dump(), finished_at=build.started_at, status="published", detail="2 marts, 2 rows"
    )
    return build.build_id


def test_help_does_not_wait_for_dagster():
    # The fastest of three: what else the machine does is not our fault.
    seconds = []
    for _ in range(3):
        began = time.monotonic()
        subprocess.run([sys.executable, "-m", "orchestration.cli", "--help"], cwd=ROOT, check=True, capture_output=True)
        seconds.append(time.monotonic() - began)
    assert min(seconds) < 0.3


def test_every_command_explains_itself():
    for name in main.commands:
        result = CliRunner().invoke(main, [name, "--help"])
        assert result.exit_code == 0
        assert main.commands[name].help


def test_an_empty_home_says_so_everywhere(tmp_path):
    assert "nothing yet" in leadhouse("status", home=tmp_path)
    assert "No build yet" in leadhouse("builds", home=tmp_path)
    assert "Nothing has been published" in leadhouse("query", "select 1", home=tmp_path, code=1)
    assert "Nothing has been published" in leadhouse("dashboard", "--print", home=tmp_path, code=1)
    assert "nothing to go back from" in leadhouse("rollback", home=tmp_path, code=1)


def test_status_says_what_is_published_and_why_the_last_build_was_refused(tmp_path):
    shown = publish(tmp_path, hour=0)
    refused = make_build(tmp_path / "build", hour=1)
    Ledger(tmp_path / "ledger.sqlite").record_build(
        **refused.model_dump(),
        finished_at=refused.started_at,
        status="refused",
        detail="core.people: person_id is unique: 2 of 3 rows contradict",
    )
    said = leadhouse("status", home=tmp_path)
    assert shown in said
    assert refused.build_id in said
    assert "core.people: person_id is unique: 2 of 3 rows contradict" in said
    publish(tmp_path, hour=2)
    assert refused.build_id not in leadhouse("status", home=tmp_path)


def test_rollback_moves_readers_and_the_book_says_so(tmp_path):
    first, second = publish(tmp_path, hour=0), publish(tmp_path, hour=1)
    leadhouse("rollback", home=tmp_path)
    listed = leadhouse("builds", home=tmp_path).splitlines()
    assert re.match(rf"  {second}  rolled_back", listed[0])
    assert re.match(rf"\* {first}  published", listed[1])
    assert "no build nonsense" in leadhouse("rollback", "nonsense", home=tmp_path, code=1)


def test_query_prints_a_table_csv_or_json(tmp_path):
    publish(tmp_path, hour=0)
    question = "select person_id, lead_score, '=1+1' as formula, null as nothing from core.people"
    assert "ada" in leadhouse("query", question, home=tmp_path)
    assert leadhouse("query", question, "--csv", home=tmp_path) == (
        "person_id,lead_score,formula,nothing\nada,10,'=1+1,\n"
    )
    assert json.loads(leadhouse("query", question, "--json", home=tmp_path)) == [
        {"person_id": "ada", "lead_score": 10, "formula": "=1+1", "nothing": None}
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "create table core.mine as select 1",
        "delete from core.people",
        "select * from read_text('/etc/hostname')",
        "copy core.people to 'out.csv'",
        "attach 'other.duckdb'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "select nonsense",
        "selec",
    ],
)
def test_S05_a_query_can_only_read_and_a_refusal_is_one_line(tmp_path, sql):
    publish(tmp_path, hour=0)
    said = leadhouse("query", sql, home=tmp_path, code=1)
    assert len(said.strip().splitlines()) == 1
    assert leadhouse("query", "select count(*) as n from core.people", "--csv", home=tmp_path) == "n\n1\n"


def test_personal_data_is_out_of_a_querys_reach(tmp_path):
    publish(tmp_path, hour=0)
    activation = tmp_path / "published" / "current" / "activation.duckdb"
    said = leadhouse(
        "query", f"attach '{activation}' as pii; select * from pii.activation.people_pii", home=tmp_path, code=1
    )
    assert CANARY not in said


@pytest.mark.parametrize("command", [["rollback"], ["run", "--select", "lead_score"]])
def test_X04_a_second_writer_is_told_who_is_first(tmp_path, command):
    publish(tmp_path, hour=0)
    publish(tmp_path, hour=1)
    (tmp_path / "leadhouse.yml").write_text("files: []\n")
    with only_writer(tmp_path), duckdb.connect(str(tmp_path / "warehouse.duckdb")):
        # Another process: within one, the system lets the holder of a lock have it again.
        second = subprocess.run(
            [sys.executable, "-m", "orchestration.cli", *command, "--home", str(tmp_path)],
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
        )
    assert second.returncode == 1
    assert re.search(r"process \d+ on .+, since .+, is writing here", second.stderr)
    assert "Traceback" not in second.stderr


def test_a_command_ends_without_looking_for_garbage_in_all_it_held(tmp_path):
    publish(tmp_path, hour=0)
    # What is registered first is called last.
    code = "import atexit, gc; atexit.register(lambda: print('frozen:', gc.get_freeze_count() > 0))\n"
    code += "from orchestration.cli import main; main()"
    said = subprocess.run(
        [sys.executable, "-c", code, "builds", "--home", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert said.stdout.endswith("frozen: True\n")


def test_a_config_that_cannot_be_is_a_message_and_exit_code_2(tmp_path):
    config = tmp_path / "leadhouse.yml"
    config.write_text("reporting:\n  currenzy: EUR\n")
    said = leadhouse("run", "--config", str(config), home=tmp_path, code=2)
    assert "leadhouse.yml:2" in said
    assert "currency" in said


@pytest.mark.parametrize("command", [["status"], ["builds"], ["rollback"], ["run"]])
def test_a_home_that_cannot_be_is_a_message(tmp_path, command, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LEADHOUSE_CONFIG", str(tmp_path / "file"))
    said = leadhouse(*command, home=tmp_path / "file" / "home", code=1)
    assert re.search(r"file/home.*: Not a directory.*run again", said)


@pytest.mark.parametrize(
    "full",
    [OSError(28, "No space left"), sqlite3.OperationalError("disk is full"), duckdb.IOException("File too large")],
)
def test_V09_a_full_disk_is_named_and_what_readers_keep(tmp_path, full):
    shown = publish(tmp_path, hour=0)
    stopped = RuntimeError("a step failed")
    stopped.__cause__ = full
    said = str(as_told_to_users(stopped, load_settings(home=tmp_path), tmp_path / "run.log"))
    assert re.search(rf"(No space left|disk is full|File too large)\. Make room.*\nReaders keep build {shown}", said)


def test_a_table_ends_where_nobody_reads_on(tmp_path):
    publish(tmp_path, hour=0)
    said = leadhouse("query", "select range as n from range(100000000)", home=tmp_path)
    assert "The first 1,000 rows" in said
    assert len(said.splitlines()) < 1010
    written = leadhouse("query", "--csv", "select range as n from range(1500)", home=tmp_path)
    assert len(written.splitlines()) == 1501


def test_a_run_without_a_config_says_how_to_have_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert "`leadhouse init --from DIRECTORY` proposes one" in leadhouse("run", home=tmp_path / "home", code=2)
    (tmp_path / "leadhouse.yml").write_text("as_of: never\n")
    assert f"{tmp_path / 'leadhouse.yml'}:1: as_of" in leadhouse("run", home=tmp_path / "home", code=2)


def test_init_writes_once(tmp_path):
    target = tmp_path / "leadhouse.yml"
    assert CliRunner().invoke(main, ["init", "--to", str(target)]).exit_code == 0
    assert CliRunner().invoke(main, ["init", "--to", str(target)]).exit_code == 2


def test_S09_the_web_page_is_for_this_machine_alone(tmp_path, monkeypatch):
    become = {}
    monkeypatch.setattr("os.execv", lambda program, arguments: become.update(program=program, arguments=arguments))
    monkeypatch.setattr("os.chdir", lambda _: None)
    for name in ("DAGSTER_HOME", "LEADHOUSE_HOME"):
        monkeypatch.setenv(name, "restored after the test")
    leadhouse("ui", home=tmp_path)
    assert become["arguments"][become["arguments"].index("-h") + 1] == "127.0.0.1"
    assert (tmp_path / "dagster" / "dagster.yaml").exists()


def test_status_says_what_was_begun_and_not_ended(tmp_path):
    publish(tmp_path, hour=0)
    assert "erasing" not in leadhouse("status", home=tmp_path)
    book = ErasureBook(tmp_path)
    book.salt()
    begun = datetime(2024, 1, 1, tzinfo=UTC)
    book.write(Receipt(erasure_id="1", requested_at=begun, reason=None, program="p", identifiers={}))
    assert re.search(r"erasing +1 begun 2024-01-01 .*`leadhouse run`", leadhouse("status", home=tmp_path))
    load = Load("id", "files", "files.leads", "a.csv", "0", "0", begun, 1, 1, 0, 0, 0, 0.1)
    Ledger(tmp_path / "ledger.sqlite").record_load(load)
    assert re.search(r"restoring +the warehouse is gone.*`leadhouse restore`", leadhouse("status", home=tmp_path))
