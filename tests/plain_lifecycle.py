"""The lifecycle in plain Python, one event after the other, as docs/decisions/lifecycle.md tells it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from tests.lifecycle_events import TOUCHES, Event

PATH = ["lead", "engaged", "mql", "sql", "opportunity", "customer", "advocate"]
ORDER = [*PATH, "recycled", "disqualified", "lost"]
# What these words of a CRM mean; "Working" is known and means nothing, "Parked" nobody knows.
STATUSES = {
    "New": "lead",
    "Connected": "engaged",
    "MQL": "mql",
    "Qualified": "sql",
    "Opportunity": "opportunity",
    "Customer": "customer",
    "Nurture": "recycled",
    "Unqualified": "disqualified",
    "Working": None,
    "Parked": None,
}
OUTCOMES = {"No answer": None, "Qualified": "sql", "Rejected": "recycled", "Not interested": "disqualified"}
# A demo is worth so much, halves in so many days, and this many points make an MQL.
DEMO_POINTS, HALF_LIFE, CAP, MQL_LINE = 30, timedelta(days=30), 45, 25
REPEAT_ORDER = timedelta(days=90)


class Evidence(NamedTuple):
    at: datetime
    place: int
    kind: str
    system: str
    is_back: bool = False

    @property
    def stage(self) -> str:
        return ORDER[self.place]


class Interval(NamedTuple):
    journey: int
    stage: str
    entered_at: datetime
    direction: str
    evidence: str
    system: str


def intervals(events: Iterable[Event]) -> list[Interval]:
    """The intervals of one person, each ending where the next begins; `skipped` is a direction here."""
    found: list[Interval] = []
    stage, position, journey = None, 0, 1
    deal_speaks = journey_ended = opened_since_win = False
    for one in sorted(evidence(list(events))):
        opens_journey = False
        if one.kind == "opportunity_lost":
            if not opened_since_win:
                continue
            deal_speaks, journey_ended = False, True
        elif (deal_speaks and (one.is_back or one.stage not in PATH)) or (
            one.kind == "referral" and stage != "customer"
        ):
            continue
        elif one.kind == "opportunity_created":
            opens_journey, journey_ended = journey_ended, False
            deal_speaks = opened_since_win = True
        elif one.kind in ("opportunity_won", "first_order"):
            opened_since_win, journey_ended, deal_speaks = False, True, True
        elif one.kind == "repeat_order":
            deal_speaks = True

        if opens_journey:
            journey, position = journey + 1, PATH.index("opportunity")
        elif (
            one.stage == stage
            or (stage in PATH and one.stage in PATH and not one.is_back and one.place <= PATH.index(stage))
            or (stage is not None and stage not in PATH and one.kind in ("first_record", "first_touch"))
        ):
            continue

        direction = "detour"
        if one.stage in PATH:
            skipped = PATH[position : one.place]
            found += [Interval(journey, name, one.at, "skipped", one.kind, one.system) for name in skipped]
            direction = "back" if one.place + 1 < position else "forward"
            position = one.place + 1
        stage = one.stage
        found.append(Interval(journey, stage, one.at, direction, one.kind, one.system))
    return found


def evidence(events: list[Event]) -> Iterator[Evidence]:
    """All that proves a stage."""
    records = [one for one in events if one.kind == "record"]
    known_at = min(one.at for one in records or events)
    yield Evidence(known_at, ORDER.index("lead"), "first_record", "")
    later_touches = [one.at for one in events if one.kind in TOUCHES and one.at > known_at]
    if later_touches:
        yield Evidence(min(later_touches), ORDER.index("engaged"), "first_touch", "crm")
    yield from (Evidence(at, ORDER.index("mql"), "score_crossing", "") for at in crossings(events, known_at))
    yield from status_evidence(events)
    for one in events:
        if one.kind == "call" and OUTCOMES[one.word]:
            yield Evidence(one.at, ORDER.index(OUTCOMES[one.word]), "activity_outcome", "crm")
        if one.kind == "referral":
            yield Evidence(one.at, ORDER.index("advocate"), "referral", "crm")
    deals = {one.name: deal_of(events, one.name) for one in events if one.kind == "deal"}
    for name, (opened_at, closed_at, word) in deals.items():
        yield Evidence(opened_at, ORDER.index("opportunity"), "opportunity_created", "crm")
        others = [deal for other, deal in deals.items() if other != name]
        if word == "won":
            yield Evidence(closed_at, ORDER.index("customer"), "opportunity_won", "crm")
        elif word == "lost" and not any(opens <= closed_at and ends > closed_at for opens, ends, _ in others):
            yield Evidence(closed_at, ORDER.index("lost"), "opportunity_lost", "crm")
    orders = sorted(one.at for one in events if one.kind == "order")
    if orders and not any(word == "won" and ends <= orders[0] for _, ends, word in deals.values()):
        yield Evidence(orders[0], ORDER.index("customer"), "first_order", "crm")
    repeated = [at for at in orders if at.date() - orders[0].date() >= REPEAT_ORDER]
    if repeated:
        yield Evidence(repeated[0], ORDER.index("advocate"), "repeat_order", "crm")


def deal_of(events: list[Event], name: str) -> tuple[datetime, datetime, str]:
    """When a deal was opened, when it was closed last (never: the end of time), and how it stands."""
    changes = sorted(one for one in events if one.kind == "deal" and one.name == name)
    is_closed = changes[-1].word in ("won", "lost")
    return changes[0].at, changes[-1].at if is_closed else datetime.max, changes[-1].word


def status_evidence(events: list[Event]) -> Iterator[Evidence]:
    """Statuses as records took them. A record goes back where its own last stage on the path was further."""
    changes = defaultdict(list)
    for one in sorted((one for one in events if one.kind == "status"), key=lambda one: (one.at, one.word)):
        of_record = changes[one.name]
        if not of_record or of_record[-1].word != one.word:
            of_record.append(one)
    for name, of_record in changes.items():
        places = sorted((one.at, ORDER.index(STATUSES[one.word])) for one in of_record if STATUSES[one.word])
        furthest = 0
        for at, place in places:
            is_on_path = place < len(PATH)
            yield Evidence(at, place, "lead_status", name.partition("@")[2] or "crm", is_on_path and place < furthest)
            furthest = place if is_on_path else furthest


def crossings(events: list[Event], known_at: datetime) -> Iterator[datetime]:
    """When demos lifted the score over the line: measured at the end of days, from the day of being known."""
    demos: dict[datetime, datetime] = {}
    for one in sorted(events):
        if one.kind == "demo_request":
            demos.setdefault(midnight(one.at), one.at)

    def score(end: datetime) -> float:
        return min(CAP, sum(DEMO_POINTS * 0.5 ** ((end - at) / HALF_LIFE) for at in demos.values() if at < end))

    first_day = midnight(known_at)
    for day in sorted({first_day, *(day for day in demos if day > first_day)}):
        before = 0 if day == first_day else score(day)
        if before < MQL_LINE <= score(day + timedelta(days=1)):
            yield max(known_at, demos.get(day, known_at))


def midnight(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
