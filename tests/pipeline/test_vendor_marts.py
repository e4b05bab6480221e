"""Exports of three CRMs, dropped in with the names of their kinds, become one set of people and deals."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).parents[2]
EXPORTS = Path(__file__).parent / "vendor_exports"

Ask = Callable[[str], list[tuple]]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """The marts that `leadhouse run` publishes from the exports."""
    inbox = shutil.copytree(EXPORTS, tmp_path_factory.mktemp("vendor_exports") / "inbox")
    home = inbox.parent / "home"
    command = [sys.executable, "-m", "orchestration.cli", "run"]
    options = ["--config", str(inbox / "leadhouse.yml"), "--home", str(home)]
    done = subprocess.run([*command, *options], cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    with duckdb.connect(str(home / "published" / "current" / "marts.duckdb"), read_only=True) as marts:
        yield lambda question: marts.sql(question).fetchall()


def test_every_record_is_somebody_and_so_is_the_contact_that_only_a_deal_names(ask):
    assert ask("select source_systems, count(*) from core.people group by all order by all") == [
        ("hubspot", 2),
        ("salesforce", 2),
        ("zoho", 3),
    ]


def test_deals_have_their_money_and_their_end(ask):
    deals = ask("""
        select source_system, original_amount, currency, is_won, is_closed
        from core.opportunities order by source_system, original_amount desc nulls last
    """)
    assert deals == [
        ("hubspot", Decimal("5000.00"), "USD", True, True),
        ("hubspot", None, "USD", False, False),
        ("salesforce", Decimal("2000.00"), "EUR", False, False),
        ("salesforce", Decimal("1234.56"), "EUR", True, True),
        ("zoho", Decimal("141560.00"), "USD", True, True),
        ("zoho", Decimal("1200.50"), "USD", False, False),
    ]


def test_a_page_counts_and_a_ping_of_it_does_not(ask):
    touches = ask("select touchpoint_type, channel from core.touchpoints where source_system = 'web'")
    assert touches == [("pricing_view", "paid_search")]


def test_who_opted_out_in_any_of_them_is_not_contacted(ask):
    refused = "select source_systems, can_contact from core.people where opted_out_at is not null order by all"
    assert ask(refused) == [("salesforce", False), ("zoho", False)]
