"""Rates as the page shows them: beside their two counts and their interval."""

from statistics import NormalDist

from orchestration.dashboard.figures import Column, write
from orchestration.dashboard.marts import Row
from orchestration.dashboard.texts import text

CONFIDENCE = 0.95
COLUMNS = [
    Column("rate", text("column.rate"), "share"),
    Column("low", text("column.low"), "share"),
    Column("high", text("column.high"), "share"),
]
AXIS_FORMAT = "~%"


def with_rate(row: Row, successes: float, trials: float) -> Row:
    """The row with `rate`, `low`, `high` and a label that says all of it."""
    low, high = wilson(successes, trials)
    rate = successes / trials
    label = f"{write(rate, 'share')} · {write(successes, 'count')} of {write(trials, 'count')}"
    return row | {"rate": rate, "low": low, "high": high, "label": label}


def wilson(successes: float, trials: float) -> tuple[float, float]:
    """The score interval of a rate (Wilson 1927)."""
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    rate = successes / trials
    shrink = 1 + z**2 / trials
    centre = (rate + z**2 / (2 * trials)) / shrink
    half = z / shrink * (rate * (1 - rate) / trials + z**2 / (4 * trials**2)) ** 0.5
    return max(0.0, centre - half), min(1.0, centre + half)
