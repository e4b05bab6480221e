"""The funnel marts of the invented company, counted again in plain Python from what people did."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from math import sqrt
from pathlib import Path

import duckdb
import pytest

from tests.pipeline.people_in_funnels import SETTINGS, STEPS, Company, Entry, next_month

ALL = "(all)"
HORIZONS = (30, 60, 90)


def percentile(values: list[float], share: float) -> float | None:
    """Linear between the two nearest."""
    if not values:
        return None
    place = (len(values) - 1) * share
    low, rest = int(place), place - int(place)
    return values[low] + (values[min(low + 1, len(values) - 1)] - values[low]) * rest


@pytest.fixture(scope="module")
def marts(demo_home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(demo_home / "published/current/marts.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def company(marts: duckdb.DuckDBPyConnection) -> Company:
    return Company(marts)


def conversions_of(company: Company, entries: list[Entry]) -> dict[str, object]:
    """A row of the mart beside its key."""
    size, is_last = len(entries), entries[0].step == len(STEPS[entries[0].funnel]) - 1
    days = sorted(entry.days for entry in entries if entry.next_at)
    dropped = sum(entry.is_dropped for entry in entries)
    complete_at = max(company.end_of(entries[0].cohort_month), *(entry.entered_at for entry in entries))
    row = {"entered": size, "dropped": dropped}
    row |= {
        name: percentile(days, share) for name, share in (("median_days", 0.5), ("p75_days", 0.75), ("p90_days", 0.9))
    }
    ripe = {horizon: complete_at + timedelta(days=horizon) <= company.as_of for horizon in HORIZONS}
    row |= {f"is_mature_{horizon}d": ripe[horizon] for horizon in HORIZONS}
    if is_last:
        names = ["converted", "conversion_rate", "rate_low", "rate_high", "still_open"]
        return row | dict.fromkeys(names + [f"conver{end}_{n}d" for end in ("ted", "sion_rate") for n in HORIZONS])
    rate, z = len(days) / size, SETTINGS["wilson_z"]
    middle = rate + z**2 / (2 * size)
    half = z * sqrt(rate * (1 - rate) / size + z**2 / (4 * size**2))
    row |= {"converted": len(days), "conversion_rate": rate, "still_open": size - len(days) - dropped}
    row |= {"rate_low": (middle - half) / (1 + z**2 / size), "rate_high": (middle + half) / (1 + z**2 / size)}
    for horizon in HORIZONS:
        within = sum(day <= horizon for day in days)
        row |= {
            f"converted_{horizon}d": within,
            f"conversion_rate_{horizon}d": within / size if ripe[horizon] else None,
        }
    return row


def test_conversions_are_what_people_did(company: Company, marts: duckdb.DuckDBPyConnection) -> None:
    cells = defaultdict(list)
    for entry in company.entries:
        for channel, segment in product((entry.channel, ALL), (entry.segment, ALL)):
            cells[entry.funnel, entry.cohort_month, channel, segment, entry.step + 1].append(entry)
    answer = marts.sql("from funnel.funnel_conversions")
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.fetchall()]
    key = ("funnel", "cohort_month", "channel", "segment", "step_number")
    assert len(rows) == len(cells) > 0
    assert {bool(row["is_mature_90d"]) for row in rows} == {True, False}
    for row in rows:
        cell = tuple(row.pop(name) for name in key)
        step = STEPS[cell[0]][cell[4] - 1]
        expected = conversions_of(company, cells[cell]) | {"step": step["step"], "funnel_level": step["funnel_level"]}
        assert row == {
            name: pytest.approx(value) if isinstance(value, float) else value for name, value in expected.items()
        }, cell


def test_changes_are_mix_and_rate_and_nothing_else(company: Company, marts: duckdb.DuckDBPyConnection) -> None:
    counts: dict[tuple, list[int]] = defaultdict(lambda: [0, 0])
    for entry in company.entries:
        ripe_days = STEPS[entry.funnel][entry.step]["ripe_days"]
        if ripe_days and company.end_of(entry.month) + timedelta(days=int(ripe_days)) <= company.as_of:
            counts[entry.funnel, entry.step, entry.month, entry.channel][0] += 1
            counts[entry.funnel, entry.step, entry.month, entry.channel][1] += (entry.days or 0) <= int(
                ripe_days
            ) and entry.next_at is not None
    expected = {}
    months = {(funnel, step, month) for funnel, step, month, _ in counts}
    for funnel, step, month in months:
        now = next_month(month)
        if (funnel, step, now) not in months:
            continue
        both = [
            {key[3]: value for key, value in counts.items() if key[:3] == (funnel, step, when)} for when in (month, now)
        ]
        totals = [[sum(of) for of in zip(*side.values(), strict=True)] for side in both]
        overall = [converted / entered for entered, converted in totals]
        for channel in both[0].keys() | both[1].keys():
            sides = [side.get(channel, (0, 0)) for side in both]
            shares = [entered / total[0] for (entered, _), total in zip(sides, totals, strict=True)]
            own = [converted / entered for entered, converted in sides if entered]
            rates = [own[0], own[-1]]
            mix = (shares[1] - shares[0]) * (sum(rates) / 2 - sum(overall) / 2)
            expected[funnel, now, step + 1, channel] = (mix, (rates[1] - rates[0]) * sum(shares) / 2)
        expected[funnel, now, step + 1, ALL] = None, overall[1] - overall[0]
    rows = marts.sql(
        "select funnel, month, step_number, channel, mix_effect, rate_effect, change from funnel.funnel_changes"
    ).fetchall()
    assert len(rows) == len(expected) > 0
    sums = defaultdict(lambda: [0, 0])
    for *key, mix, rate, change in rows:
        assert mix + rate == change
        of_key = expected[tuple(key)]
        if key[3] == ALL:
            assert float(change) == pytest.approx(of_key[1], abs=1e-9)
        else:
            assert (float(mix), float(rate)) == pytest.approx(of_key, abs=1e-11)
        sums[tuple(key[:3])][key[3] == ALL] += change
    assert all(of_channels == of_all for of_channels, of_all in sums.values())
