"""The periods a reader may pick: so many months that are over, and all time."""

from dataclasses import dataclass
from datetime import date, timedelta

LENGTHS = (3, 6, 12, 24)
# Older months are one, `earlier`, so that a page does not grow with the years.
MOST_MONTHS = 2 * max(LENGTHS)
EARLIER = "earlier"
ALL = "all"


@dataclass(frozen=True)
class Period:
    """Its months as `2026-04`, and as many before it; none before where the data begin later."""

    key: str
    months: list[str]
    previous: list[str]

    @property
    def begins_on(self) -> date | None:
        return date.fromisoformat(f"{self.months[0]}-01") if self.months else None

    @property
    def ends_before(self) -> date | None:
        return next_month(date.fromisoformat(f"{self.months[-1]}-01")) if self.months else None


def periods(first: date, as_of_on: date) -> list[Period]:
    """Periods that the data since `first` fill, the longest first; all time last, with no months of its own."""
    over = months_over(first, as_of_on)
    filled = [
        Period(str(length), over[-length:], over[-2 * length : -length] if len(over) >= 2 * length else [])
        for length in reversed(LENGTHS)
        if length <= len(over)
    ]
    return [*filled, Period(ALL, [], [])]


def picked_first(choices: list[Period]) -> str:
    """The longest period that there is something to compare with, else all time."""
    return next((period.key for period in choices if period.previous), ALL)


def months_over(first: date, as_of_on: date) -> list[str]:
    """Months from that of `first` whose last day has begun by `as_of_on`."""
    month, over = first.replace(day=1), []
    while next_month(month) - timedelta(days=1) <= as_of_on:
        over.append(f"{month:%Y-%m}")
        month = next_month(month)
    return over


def next_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def earliest_month(as_of_on: date) -> str:
    """The first month that the page keeps apart."""
    months = as_of_on.year * 12 + as_of_on.month - MOST_MONTHS
    return f"{months // 12:04}-{months % 12 + 1:02}"
