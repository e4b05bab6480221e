"""`leadhouse doctor`: a line per check, a remedy where one is needed, nothing changed, no secret told."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration import doctor as checks
from orchestration.cli import main
from orchestration.ledger import Ledger
from orchestration.lock import only_writer
from tests.fakes.hubspot import FakeHubSpot
from tests.fakes.marketo import FakeMarketo
from tests.fakes.pardot import FakePardot
from tests.fakes.salesforce import FakeSalesforce
from tests.fakes.zoho import FakeZoho

ROOT = Path(__file__).parents[2]
CANARY = "canary-secret"
LEADS = "files:\n  - entity: leads\n    path: leads.csv\n    columns: {lead_id: id, created_at: created}\n"


def doctor(tmp_path, *options: str, config: str = LEADS) -> tuple[int, dict[str, dict[str, str]]]:
    """The exit code, and the findings by their check."""
    (tmp_path / "leadhouse.yml").write_text(config)
    arguments = ["doctor", "--json", "--config", str(tmp_path / "leadhouse.yml"), "--home", str(tmp_path / "home")]
    result = CliRunner().invoke(main, [*arguments, *options])
    assert CANARY not in result.output
    return result.exit_code, {finding["check"]: finding for finding in json.loads(result.output)}


def test_a_machine_with_files_that_fit_is_well(tmp_path):
    (tmp_path / "leads.csv").write_text("id,created\n1,2024-01-01\n")
    code, findings = doctor(tmp_path)
    assert code == 0
    assert {"python", "packages", "duckdb", "config", "files leads", "disk", "memory", "home"} <= findings.keys()
    # Packages are those of whoever runs the tests.
    assert {finding["state"] for check, finding in findings.items() if check != "packages"} == {"ok"}
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("leads.csv", b"id,when\n1,2024-01-01\n", "lacks the column 'created'"),
        ("leads.csv", b"id;created\n1;2\n", "expected ',' between columns, found ';'"),
        ("leads.csv", "id,grün,created\n".encode("latin-1"), "is not utf-8. It looks like cp1252"),
        ("leads.csv", b"", "has no header"),
        ("leads.jsonl", b'{"id": 1, "at": "2024-01-01"}\n', "lacks the column 'created'"),
        ("leads.xlsx", b"PK", "is no workbook that can be read"),
        ("leads.parquet", b"PAR1", "cannot be read"),
        ("other.csv", b"id\n", "there is no file"),
    ],
)
def test_a_file_that_its_map_does_not_fit_is_told_before_any_run(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    path = "leads.csv" if name == "other.csv" else name
    code, findings = doctor(tmp_path, config=LEADS.replace("leads.csv", path))
    assert code == 1
    assert findings["files leads"]["state"] == "fail"
    assert said in findings["files leads"]["said"]


def test_of_a_large_file_only_the_beginning_is_read(tmp_path):
    lines = "".join(f"{number},2024-01-01,{'ö' * 40}\n" for number in range(10_000))
    (tmp_path / "leads.csv").write_text(f"id,created,note\n{lines}", encoding="utf-8")
    assert doctor(tmp_path)[0] == 0


def test_a_config_that_cannot_be_is_a_finding(tmp_path):
    code, findings = doctor(tmp_path, config="filez: []\n")
    assert code == 1
    assert "Did you mean 'files'" in findings["config"]["said"]


def test_variables_that_are_not_set_are_named_and_those_that_are_stay_unread(tmp_path, monkeypatch):
    monkeypatch.setenv("TEST_ID", CANARY)
    monkeypatch.delenv("TEST_SECRET", raising=False)
    config = (
        "sources:\n  - api: salesforce\n    base_url: https://acme.my.salesforce.com\n"
        "    credentials: {client_id: TEST_ID, client_secret: TEST_SECRET}\n"
    )
    code, findings = doctor(tmp_path, config=config)
    assert code == 1
    assert findings["credentials salesforce"]["said"].endswith(": TEST_SECRET not set")
    monkeypatch.setenv("TEST_SECRET", CANARY)
    assert doctor(tmp_path, config=config)[0] == 0


@pytest.mark.parametrize(
    ("fake_type", "api", "names"),
    [
        (FakeSalesforce, "salesforce", ["client_id", "client_secret"]),
        (FakeHubSpot, "hubspot", ["access_token"]),
        (FakeMarketo, "marketo", ["client_id", "client_secret"]),
        (FakePardot, "pardot", ["client_id", "client_secret", "business_unit_id"]),
        (FakeZoho, "zoho", ["client_id", "client_secret", "refresh_token"]),
    ],
)
def test_each_crm_is_asked_once_whether_it_lets_us_in(tmp_path, monkeypatch, fake_type, api, names):
    fake = fake_type()
    monkeypatch.setenv("TEST_BUSINESS_UNIT_ID", getattr(fake, "business_unit", ""))
    for name in names[: 2 if api == "pardot" else None]:
        monkeypatch.setenv(f"TEST_{name.upper()}", fake.token if name == "access_token" else CANARY)
    config = (
        f"sources:\n  - api: {api}\n    base_url: {fake.url}\n    auth_url: {fake.url}\n    allow_hosts: [127.0.0.1]\n"
        f"    credentials: {{{', '.join(f'{name}: TEST_{name.upper()}' for name in names)}}}\n"
    )
    try:
        code, findings = doctor(tmp_path, "--online", config=config)
        assert (code, findings[f"online {api}"]["state"]) == (0, "ok"), findings
        assert (
            len([request for request in fake.requests if request.method == "GET" and "token" not in request.path]) == 1
        )
        fake.stop()
        code, findings = doctor(tmp_path, "--online", config=config)
        assert (code, findings[f"online {api}"]["state"]) == (1, "fail")
    finally:
        fake.stop()


def test_what_is_kept_is_looked_at_and_left_as_it_is(tmp_path):
    (tmp_path / "leads.csv").write_text("id,created\n1,2024-01-01\n")
    home = tmp_path / "home"
    with only_writer(home):
        Ledger(home / "ledger.sqlite")
    before = sorted(home.iterdir())
    _, findings = doctor(tmp_path)
    assert findings["ledger"]["said"] == "schema 4, 0 loads"
    (home / "build").mkdir(mode=0o755)
    _, findings = doctor(tmp_path)
    assert (findings["home"]["state"], findings["home"]["remedy"]) == ("warn", f"chmod go-rwx {home / 'build'}")
    (home / "build").rmdir()
    (home / "warehouse.duckdb").write_text("no warehouse")
    (home / "warehouse.duckdb").chmod(0o600)
    code, findings = doctor(tmp_path)
    assert (code, findings["warehouse"]["state"]) == (1, "fail")
    (home / "warehouse.duckdb").unlink()
    assert sorted(home.iterdir()) == before


def test_somebody_at_work_is_noticed(tmp_path):
    (tmp_path / "leads.csv").write_text("id,created\n1,2024-01-01\n")
    with only_writer(tmp_path / "home"):
        # Another process: within one, the system lets the holder of a lock have it again.
        command = [sys.executable, "-m", "orchestration.cli", "doctor", "--home", str(tmp_path / "home")]
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert "warn  lock" in done.stdout


def test_another_version_than_the_pinned_one_is_told(tmp_path, monkeypatch):
    pins = "click==1.0 \\\n    --hash=sha256:0\nnone==1 ; sys_platform == 'beos' \\\n    --hash=sha256:0\n"
    (tmp_path / "constraints.txt").write_text(pins)
    found = {finding.check: finding for finding in checks.machine(tmp_path)}
    assert found["packages"].state == "warn"
    assert "click" in found["packages"].said
    assert "none" not in found["packages"].said


def test_little_room_and_less_memory_than_a_run_may_take(tmp_path, monkeypatch):
    (tmp_path / "leads.csv").write_text("id,created\n1,2024-01-01\n")
    monkeypatch.setenv("LEADHOUSE_MEMORY", "900TB")
    monkeypatch.setattr(checks, "LEAST_ROOM", 10**18)
    monkeypatch.setattr(checks, "LITTLE_ROOM", 10**18)
    code, findings = doctor(tmp_path)
    assert (code, findings["disk"]["state"], findings["memory"]["state"]) == (1, "fail", "warn")


def test_it_is_quick(tmp_path):
    command = [sys.executable, "-m", "orchestration.cli", "doctor", "--home", str(tmp_path / "home")]
    began = time.monotonic()
    before = os.times().children_user
    subprocess.run(command, cwd=ROOT, check=False, capture_output=True)
    # Of its own time: what else the machine does is not its fault.
    assert min(os.times().children_user - before, time.monotonic() - began) < 2
