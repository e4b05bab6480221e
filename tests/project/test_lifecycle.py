"""Where people are, and were: cases made by hand, and random lives against the lifecycle in plain Python."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.compiled_models import CompiledModel, build, looking_from, models_that_make
from tests.lifecycle_events import TOUCHES, Event, event, load, raw_rows
from tests.plain_lifecycle import DEMO_POINTS, MQL_LINE, OUTCOMES, STATUSES, Interval, intervals

CASES, HANDOFF_CASES = (
    yaml.safe_load(Path(__file__).with_name(f"{name}_cases.yml").read_text(encoding="utf-8"))
    for name in ("lifecycle", "handoff")
)
AS_OF = datetime(2025, 12, 31)
START = datetime(2025, 1, 6, 9)


@pytest.fixture(scope="module")
def models(manifest: dict) -> list[CompiledModel]:
    return looking_from(models_that_make(manifest, "sales_handoffs"), AS_OF)


@pytest.fixture(scope="module")
def warehouse(empty_build: tuple, models: list[CompiledModel]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The empty warehouse in memory, in which only demos have points."""
    home, _ = empty_build
    with duckdb.connect() as connection:
        for name, path in (("warehouse", home / "warehouse.duckdb"), ("marts", home / "build" / "marts.duckdb")):
            connection.execute(f"attach '{path}' as stored (read_only); attach ':memory:' as {name}")
            connection.execute(f"copy from database stored to {name}; detach stored")
        connection.execute("use warehouse")
        connection.execute("delete from seeds.scoring_rules where rule_id <> 'demo_request'")
        connection.execute(f"update seeds.scoring_rules set points = {DEMO_POINTS}")
        connection.execute(f"update seeds.score_thresholds set value = {MQL_LINE} where threshold = 'mql'")
        yield connection


def rebuilt(warehouse: duckdb.DuckDBPyConnection, models: list[CompiledModel]) -> dict[str, list[Interval]]:
    """The intervals of each person by name, after checking that they leave no gap and end in a current one."""
    build(warehouse, models)
    rows = warehouse.sql("""
        select distinct split_part(mentions.email, '@', 1) as name, intervals.interval_number,
            intervals.journey_number, intervals.stage, intervals.entered_at,
            case when intervals.is_inferred then 'skipped' else intervals.direction end,
            intervals.evidence, coalesce(intervals.source_system, ''), intervals.exited_at, intervals.is_current
        from marts.lifecycle.lifecycle_intervals as intervals
        inner join intermediate.int_identity_people as people using (person_id)
        inner join intermediate.int_identity_mentions as mentions using (identity_key)
        order by name, interval_number
    """).fetchall()
    found: dict[str, list[Interval]] = {}
    ends: dict[str, datetime | None] = {}
    for name, number, *interval, exited_at, is_current in rows:
        of_person = found.setdefault(name, [])
        of_person.append(Interval(*interval))
        assert number == len(of_person)
        assert is_current == (exited_at is None)
        assert ends.get(name, of_person[-1].entered_at) == of_person[-1].entered_at
        ends[name] = exited_at
    assert set(ends.values()) <= {None}
    return found


def written(interval: Interval) -> str:
    """An interval as a case writes it."""
    at = f"{interval.entered_at:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    told = [str(interval.journey), interval.stage, at, interval.direction, interval.evidence, interval.system]
    return " ".join(part for part in told if part)


def test_cases_made_by_hand(warehouse, models):
    lives = {case["case"]: [event(line) for line in case["events"]] for case in CASES}
    assert len(lives) == len(CASES) >= 20
    names = {name: f"case{number}" for number, name in enumerate(lives)}
    load(warehouse, [row for name, life in lives.items() for row in raw_rows(names[name], life)])
    found = rebuilt(warehouse, models)
    told = {case["case"]: [" ".join(line.split()) for line in case["intervals"]] for case in CASES}
    assert {name: [written(one) for one in found.get(names[name], [])] for name in lives} == told
    # The plain Python below would be no judge if it failed them.
    assert {name: [written(one) for one in intervals(life)] for name, life in lives.items()} == told


def test_handoffs_made_by_hand(warehouse, models):
    lives = {f"case{number}": map(event, case["events"]) for number, case in enumerate(HANDOFF_CASES)}
    load(warehouse, [row for name, life in lives.items() for row in raw_rows(name, life)])
    build(warehouse, models)
    rows = warehouse.sql("""
        select distinct cast(replace(split_part(mentions.email, '@', 1), 'case', '') as int) as number,
            handed_over_at as at, first_response_at as answered, accepted_at as accepted, rejected_at as rejected,
            rejection_reason as reason, response_hours as hours, response_clock_hours as clock_hours,
            is_breached as breached
        from marts.lifecycle.sales_handoffs
        inner join intermediate.int_identity_people using (person_id)
        inner join intermediate.int_identity_mentions as mentions using (identity_key)
        order by number
    """)
    found = [dict(zip(rows.columns[1:], row[1:], strict=True)) for row in rows.fetchall()]
    told = [dict.fromkeys(rows.columns[1:]) | case["handoff"] for case in HANDOFF_CASES]
    for handoff in told:
        for name in ("at", "answered", "accepted", "rejected"):
            handoff[name] = handoff[name] and datetime.fromisoformat(str(handoff[name]))
    assert found == told


def random_life(chance: random.Random) -> list[Event]:
    """Few records, deals and hours, so that things meet within a second and undo each other."""
    days = chance.choice([12, 200])
    words = {"status": list(STATUSES), "call": list(OUTCOMES), "deal": ["opened", "won", "lost", "reopened"]}
    names = {"status": ["r1", "r2@erp"], "deal": ["d1", "d2", "d3"], "order": ["o1", "o2", "o3"]}
    happened = []
    for kind in chance.choices(["status", "call", "deal", "order", *TOUCHES], k=chance.randint(0, 20)):
        at = START + timedelta(days=chance.randint(0, days), seconds=chance.choice([0, 0, 0, 1, 3600]))
        name, word = chance.choice(names.get(kind, [""])), chance.choice(words.get(kind, [""]))
        happened.append(Event(at, kind, name, word))
    return as_sources_tell(happened)


def as_sources_tell(happened: list[Event]) -> list[Event]:
    """A record before its statuses, each order once, one change of a deal at a time."""
    orders = {one.name: one for one in happened if one.kind == "order"}
    changes = {(one.name, one.at): one for one in happened if one.kind == "deal"}
    others = [one for one in happened if one.kind not in ("order", "deal")]
    life = {*orders.values(), *changes.values(), *others}
    for record in {"r1"} | {one.name for one in life if one.kind == "status"}:
        created_at = min((one.at for one in life if one.name == record), default=START + timedelta(days=1))
        life.add(Event(created_at, "record", record))
    return sorted(life)


@settings(max_examples=2, deadline=None, derandomize=True, phases=[Phase.generate])
@given(seed=st.integers(0, 2**32), loads=st.integers(2, 5))
def test_lives_are_told_the_same_in_any_order_of_arrival(warehouse, models, seed, loads):
    # The same lives for the same seed, which is what a test wants of chance.
    chance = random.Random(seed)
    lives = {f"life{number}": random_life(chance) for number in range(250)}
    rows = [row for name, life in lives.items() for row in raw_rows(name, life)]
    load(warehouse, rows)
    found = rebuilt(warehouse, models)
    for name, life in lives.items():
        assert found[name] == intervals(life), life
    load(warehouse, chance.sample(rows, len(rows)), loads=loads)
    assert rebuilt(warehouse, models) == found
