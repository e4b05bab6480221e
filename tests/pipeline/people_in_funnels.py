"""Who entered which step of a funnel, and when: told in plain Python from what the marts know of people."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

SEEDS = Path(__file__).parents[2] / "seeds" / "funnel"


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


STEPS = {
    funnel: [row for row in seed("funnel_steps") if row["funnel"] == funnel]
    for funnel in ("lifecycle", "buyer_journey")
}
SETTINGS = {row["setting"]: float(row["value"]) for row in seed("funnel_settings")}


@dataclass(frozen=True)
class Entry:
    """A person in a step; `next_at` is when they came to the following one."""

    funnel: str
    step: int
    entered_at: datetime
    next_at: datetime | None
    is_dropped: bool
    cohort_month: date
    month: date
    channel: str
    segment: str

    @property
    def days(self) -> float | None:
        return self.next_at and (self.next_at - self.entered_at) / timedelta(days=1)


class Company:
    """What the marts say of people, in the clocks of the reporting zone."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.ask = lambda question: connection.sql(question).fetchall()
        [(self.as_of, zone)] = self.ask("select as_of, time_zone from core.reporting")
        self.zone = ZoneInfo(zone)
        self.entries = list(self._entries())

    def month_of(self, moment: datetime) -> date:
        return moment.replace(tzinfo=UTC).astimezone(self.zone).date().replace(day=1)

    def end_of(self, month: date) -> datetime:
        following = datetime.combine(next_month(month), datetime.min.time(), self.zone)
        return following.astimezone(UTC).replace(tzinfo=None)

    def seen(self, funnel: str) -> Iterable[tuple[str, str, datetime]]:
        """Who was seen at which step, and when."""
        if funnel == "lifecycle":
            return self.ask("select person_id, stage, entered_at from lifecycle.lifecycle_intervals")
        proves = {row["evidence"]: row["funnel_stage"] for row in seed("buyer_journey_evidence")}
        seen = self.ask("select person_id, funnel_stage, occurred_at from core.touchpoints where is_counted")
        for person, created_at, closed_at, is_won in self.ask(
            "select person_id, created_at, closed_at, is_won from core.opportunities"
        ):
            seen.append((person, proves["opportunity_created"], created_at))
            if is_won:
                seen.append((person, proves["opportunity_won"], closed_at or created_at))
        orders = defaultdict(list)
        for person, on, at in self.ask("select person_id, ordered_on, ordered_at from core.orders where is_purchase"):
            orders[person].append((on, at))
        for person, bought in orders.items():
            first = min(on for on, _ in bought)
            kinds = ((("first_order" if on == first else "repeat_order"), at) for on, at in bought)
            seen += [(person, proves[kind], at) for kind, at in kinds]
        return seen

    def _entries(self) -> Iterator[Entry]:
        people = dict(self.ask("select person_id, (first_touch_channel, segment) from core.people"))
        detours = self.ask(
            "select person_id from lifecycle.lifecycle_intervals where is_current and direction = 'detour'"
        )
        dropped = {person for (person,) in detours}
        for funnel, steps in STEPS.items():
            numbers = {row["step"]: number for number, row in enumerate(steps)}
            moments = defaultdict(dict)
            for person, step, at in self.seen(funnel):
                if person is not None and step in numbers:
                    known = moments[person].get(numbers[step])
                    moments[person][numbers[step]] = min(at, known or at)
            for person, reached in moments.items():
                # A step is passed with the first sign of it or of any later one.
                passed = [min(at for step, at in reached.items() if step >= this) for this in range(max(reached) + 1)]
                channel, segment = people[person]
                for number, (entered_at, next_at) in enumerate(zip(passed, [*passed[1:], None], strict=True)):
                    yield Entry(
                        *(funnel, number, entered_at, next_at, next_at is None and person in dropped),
                        *(self.month_of(passed[0]), self.month_of(entered_at), channel, segment),
                    )


def next_month(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
