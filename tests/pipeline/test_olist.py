"""The public lead funnel of Olist, through the whole pipeline: the published marts give the published numbers."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.ledger import Ledger

Ask = Callable[[str], list[tuple]]

# Leads and deals by origin, as published. An empty origin is not the origin `unknown`.
ORIGINS = {
    "organic_search": (2296, 271),
    "paid_search": (1586, 195),
    "social": (1350, 75),
    "unknown": (1099, 179),
    "direct_traffic": (499, 56),
    "email": (493, 15),
    "referral": (284, 24),
    "other": (150, 4),
    "display": (118, 6),
    "other_publicities": (65, 3),
    None: (60, 14),
}
# The channel of an origin, where it is called otherwise.
CHANNELS = {"social": "organic_social", "direct_traffic": "direct", None: "unattributed"}


@pytest.fixture(scope="module")
def ask(olist_home: Path) -> Ask:
    with duckdb.connect(str(olist_home / "published" / "current" / "marts.duckdb"), read_only=True) as marts:
        yield lambda question: marts.sql(question).fetchall()


def test_8000_leads_become_842_customers(ask: Ask) -> None:
    [(leads, customers)] = ask("""
        select count(*), count(*) filter (where lifecycle_stage in ('customer', 'advocate')) from core.people
    """)
    assert (leads, customers) == (8000, 842)
    assert round(customers / leads, 5) == 0.10525


def test_the_funnel_says_the_same(ask: Ask) -> None:
    steps = dict(
        ask("""
        select step, sum(entered) from funnel.funnel_conversions
        where funnel = 'lifecycle' and channel = '(all)' and segment = '(all)' group by step
    """)
    )
    assert (steps["lead"], steps["customer"]) == (8000, 842)


def test_origins_keep_their_leads_and_deals(ask: Ask) -> None:
    by_origin = ask("""
        select people.lead_source, count(distinct people.person_id), count(opportunities.opportunity_id)
        from core.people left join core.opportunities on opportunities.person_id = people.person_id and is_won
        group by people.lead_source
    """)
    assert {origin: (leads, deals) for origin, leads, deals in by_origin} == ORIGINS


def test_origins_stay_apart_as_channels(ask: Ask) -> None:
    by_channel = ask("""
        select channel, sum(entered) filter (where step = 'lead'), sum(entered) filter (where step = 'customer')
        from funnel.funnel_conversions
        where funnel = 'lifecycle' and channel <> '(all)' and segment = '(all)' group by channel
    """)
    assert {channel: (int(leads), int(customers)) for channel, leads, customers in by_channel} == {
        CHANNELS.get(origin, origin): counts for origin, counts in ORIGINS.items()
    }


def test_days_from_first_contact_to_deal(ask: Ask) -> None:
    [(mean, median)] = ask("select avg(days_to_close), median(days_to_close) from core.opportunities")
    assert (round(mean, 2), median) == (48.44, 14)


def test_a_deal_won_before_its_first_contact_loses_nothing(ask: Ask) -> None:
    [(person_id,)] = ask("select person_id from core.opportunities where days_to_close < 0")
    assert ask(f"select lifecycle_stage from core.people where person_id = '{person_id}'") == [("customer",)]
    intervals = ask(f"""
        select count(*) filter (where is_current), min(days_in_stage) filter (where exited_at is not null),
            bool_and(coalesce(exited_at >= entered_at, true)), bool_or(stage = 'lead')
        from lifecycle.lifecycle_intervals where person_id = '{person_id}'
    """)
    assert intervals == [(1, 0, True, True)]


def test_orders_keep_every_cent(ask: Ask) -> None:
    [(orders, revenue, of_funnel)] = ask("""
        select count(distinct source_record_id), sum(revenue), sum(revenue) filter (where person_id is not null)
        from core.orders
    """)
    assert orders == 13205
    # All prices come to 1,819,434.04, of which 29.99 are a cancelled order.
    assert revenue == Decimal("1819434.04") - Decimal("29.99")
    assert of_funnel == Decimal("100535.67")


def test_customer_values_hold_what_funnel_sellers_sold(ask: Ask) -> None:
    [(sellers, revenue)] = ask("""
        select count(*), sum(revenue) from clv.customer_values
        where acquired_on is not null and customer_id in (select account_id from core.opportunities where is_won)
    """)
    assert (sellers, revenue) == (206, Decimal("100535.67"))


def test_the_gate_counts_every_row(olist_home: Path) -> None:
    loads = Ledger(olist_home / "ledger.sqlite").loads()
    counts = {
        load.table_name: (load.rows_read, load.rows_loaded, load.rows_quarantined, load.rows_duplicate)
        for load in loads
    }
    assert counts == {
        "files.leads": (8000, 8000, 0, 0),
        "files.opportunities": (842, 842, 0, 0),
        "files.accounts": (3095, 3095, 0, 0),
        "files.orders": (14985, 13205, 0, 1780),
        "files.order_lines": (14985, 14985, 0, 0),
    }


def test_all_prices_reach_the_warehouse(olist_home: Path) -> None:
    with duckdb.connect(str(olist_home / "warehouse.duckdb"), read_only=True) as warehouse:
        assert warehouse.sql("select count(*), sum(amount) from raw_files.order_lines").fetchall() == [
            (14985, Decimal("1819434.04"))
        ]
