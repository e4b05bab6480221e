"""`leadhouse run` on three files small enough to check by eye."""

import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.publish import current_build
from orchestration.query import ask
from tests.pipeline.tiny_build import CANARY

ROOT = Path(__file__).parents[2]
CONFIG = """
as_of: 2024-06-30
files:
  - {entity: leads, path: leads.csv, columns: {lead_id: id, email: email, created_at: created, lead_source: source}}
  - entity: opportunities
    path: deals.csv
    columns: {opportunity_id: id, lead_id: lead, stage: stage, amount: amount, created_at: created, closed_at: closed}
  - entity: orders
    path: orders.csv
    columns: {order_id: id, opportunity_id: deal, ordered_at: at, amount: revenue, cost: cost}
"""
FILES = {
    "leads.csv": (
        "id,email,created,source\n"
        f"L1,{CANARY},2024-01-05,email\n"
        "L2,bob@acme.example,2024-02-05,direct\n"
        "L3,cem@initech.example,no day at all,direct\n"
    ),
    "deals.csv": "id,lead,stage,amount,created,closed\nD1,L1,Closed Won,100.00,2024-02-01,2024-03-01\n",
    "orders.csv": "id,deal,at,revenue,cost\nO1,D1,2024-03-01,90.50,40.25\n",
}


def leadhouse(*arguments: str, then: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, and `then` some Python in the same process."""
    program = (
        f"import sys\nfrom orchestration.cli import main\nmain({list(arguments)!r}, standalone_mode=False)\n{then}"
    )
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False, capture_output=True, text=True)


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A home into which the three files were run once."""
    home = tmp_path_factory.mktemp("home")
    inbox = tmp_path_factory.mktemp("inbox")
    (inbox / "leadhouse.yml").write_text(CONFIG)
    for name, text in FILES.items():
        (inbox / name).write_text(text)
    (home / "inbox").symlink_to(inbox)
    said = run(home)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "2 loaded, 1 quarantined" in said.stdout
    return home


def run(home: Path, then: str = "") -> subprocess.CompletedProcess[str]:
    return leadhouse("run", "--config", str(home / "inbox" / "leadhouse.yml"), "--home", str(home), then=then)


def value(home: Path, sql: str):
    return ask(home / "published" / "current" / "marts.duckdb", sql).rows


def test_files_become_published_marts(home):
    assert value(home, "select count(*) from core.people") == [(2,)]
    assert [
        (str(revenue), str(margin)) for revenue, margin in value(home, "select revenue, margin from core.orders")
    ] == [("90.50", "50.25")]
    shown = current_build(home / "published")
    assert {path.name for path in shown.iterdir()} == {
        "marts.duckdb",
        "activation.duckdb",
        "dashboard.html",
        "data_docs",
        "manifest.json",
    }


def test_a_second_run_finds_nothing_new_and_does_not_wake_dagster(home):
    shown = current_build(home / "published")
    said = run(home, then="assert 'dagster' not in sys.modules and 'great_expectations' not in sys.modules")
    assert said.returncode == 0, said.stderr
    assert "Nothing is new" in said.stdout
    assert current_build(home / "published") == shown


def test_V06_an_address_is_nowhere_but_where_addresses_are_kept(home):
    kept = {"warehouse.duckdb", "activation.duckdb", "landing", "inbox"}
    leaks = [
        path.relative_to(home)
        for path in home.rglob("*")
        if path.is_file() and not kept & set(path.relative_to(home).parts) and CANARY.encode() in path.read_bytes()
    ]
    assert leaks == []
    in_activation = (current_build(home / "published") / "activation.duckdb").read_bytes()
    assert CANARY.encode() in in_activation
