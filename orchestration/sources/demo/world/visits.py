"""What people do on the web: sessions of touches, anonymous until somebody leaves an address."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.sources.demo.world.dice import Dice, position_within, running_within
from orchestration.sources.demo.world.people import DAY, NEVER, People, Period, pick_campaign, time_of_day
from orchestration.sources.demo.world.vocabulary import (
    BROWSERS,
    CHANNELS,
    IDENTIFYING_TYPES,
    IDENTIFYING_WEIGHTS,
    PAGES,
    PRODUCT_LINES,
    RETURN_CHANNELS,
    RETURN_WEIGHTS,
    WEB_TYPES,
    WEB_WEIGHTS,
)

# By keenness: how many sessions, days between them, and in which session an address is left.
SESSIONS = ((1, 2), (1, 5), (3, 9), (4, 13))
DAYS_BETWEEN = (1, 1, 2, 4, 7, 12, 25, 60)
IDENTIFIED_IN = ((70, 30, 0), (45, 35, 20), (40, 35, 25), (45, 35, 20))
TOUCHES_PER_SESSION = (34, 26, 18, 12, 6, 4)
SECONDS_BETWEEN_TOUCHES = (8, 20, 35, 60, 110, 240, 700)
KNOWN_AFTERWARDS, ARRIVES_LATE, IS_CRAWLER, ON_PHONE = 0.7, 0.02, 0.015, 0.4
SECONDS_TO_ARRIVE = (0, 1, 1, 2, 4, 30)
SECONDS_LATE = (3_600, 9_000, 40_000, 2 * DAY, 6 * DAY, 15 * DAY, 40 * DAY)


@dataclass(frozen=True)
class Visits:
    """One entry per touch, people in order and each person's touches by time. `person` is a position in People."""

    person: np.ndarray
    occurred_at: np.ndarray
    received_at: np.ndarray
    touchpoint_type: np.ndarray
    page: np.ndarray
    channel: np.ndarray
    trace: np.ndarray
    campaign: np.ndarray
    product_line: np.ndarray
    browser: np.ndarray
    shows_address: np.ndarray
    identifies: np.ndarray
    is_crawler: np.ndarray
    on_phone: np.ndarray

    def only(self, keep: np.ndarray) -> Visits:
        return Visits(**{name: values[keep] for name, values in vars(self).items()})


def make_visits(dice: Dice, people: People, period: Period) -> tuple[Visits, np.ndarray]:
    """The touches within the period, and when each person became known by name (NEVER for those who did not)."""
    session = _make_sessions(dice, people)
    count = 1 + dice.pick(TOUCHES_PER_SESSION, len(session["person"]))
    of_session = np.repeat(np.arange(len(count)), count)
    person = session["person"][of_session]
    size = len(person)

    pause = dice.spread(SECONDS_BETWEEN_TOUCHES, size)
    number_in_session = position_within(count)
    occurred_at = session["starts_at"][of_session] + running_within(np.where(number_in_session == 0, 0, pause), count)

    touchpoint_type = dice.pick_by(WEB_WEIGHTS, people.interest[person])
    asks = dice.pick_by(IDENTIFYING_WEIGHTS, people.interest[person])
    is_last = number_in_session == np.repeat(count, count) - 1
    identifies = is_last & session["identifies"][of_session]
    as_web_type = np.array([WEB_TYPES.index(name) for name in IDENTIFYING_TYPES])
    touchpoint_type = np.where(identifies, as_web_type[asks], touchpoint_type)

    online = ~_offline(people)
    known_at = np.where(online, NEVER, people.arrives_at)
    known_at[person[identifies]] = occurred_at[identifies]
    is_known = (known_at[person] < occurred_at) & dice.chance(KNOWN_AFTERWARDS, size)

    is_late = dice.chance(ARRIVES_LATE, size)
    received_at = occurred_at + np.where(is_late, dice.spread(SECONDS_LATE, size), dice.spread(SECONDS_TO_ARRIVE, size))
    page_counts = np.array([len(pages) for pages in PAGES.values()])
    visits = Visits(
        person=person,
        occurred_at=occurred_at,
        # What arrives after the period's end is not in the files yet; it arrives with the last of them.
        received_at=np.minimum(received_at, np.maximum(occurred_at, period.end)),
        touchpoint_type=touchpoint_type,
        page=dice.below(page_counts[touchpoint_type], size),
        channel=session["channel"][of_session],
        trace=session["trace"][of_session],
        campaign=session["campaign"][of_session],
        product_line=dice.below(len(PRODUCT_LINES), size),
        browser=np.repeat(dice.below(len(BROWSERS), len(count)), count),
        shows_address=identifies | is_known,
        identifies=identifies,
        is_crawler=np.repeat(dice.chance(IS_CRAWLER, len(count)), count) & ~identifies & ~is_known,
        on_phone=session["on_phone"][of_session],
    )
    known_at = np.where(known_at <= period.end, known_at, NEVER)
    return visits.only(occurred_at <= period.end), known_at


def _offline(people: People) -> np.ndarray:
    return np.array([channel.is_offline for channel in CHANNELS])[people.channel]


def _make_sessions(dice: Dice, people: People) -> dict[str, np.ndarray]:
    """Sessions in the order of people and time: when, by which channel, whether an address is left."""
    lowest, highest = np.array(SESSIONS).T
    count = lowest[people.interest] + dice.below(1 + (highest - lowest)[people.interest], len(people))
    offline = _offline(people)
    # Who was met elsewhere comes to the site later or never.
    count = np.where(offline, count - 1, np.where(people.is_fake, 1, count))
    identified_in = np.minimum(dice.pick_by(IDENTIFIED_IN, people.interest), count - 1)

    person = np.repeat(np.arange(len(people)), count)
    number = position_within(count)
    is_first = number == 0
    gap = np.where(is_first & ~offline[person], 0, dice.spread(DAYS_BETWEEN, len(person)))
    day = people.arrives_at[person] // DAY + running_within(gap, count)
    keeps_time = is_first & ~offline[person]
    starts_at = np.where(keeps_time, people.arrives_at[person], day * DAY + time_of_day(dice, people.culture[person]))
    # A session after the first is on a later day, so the order of sessions is the order of their numbers.

    back = dice.pick(RETURN_WEIGHTS, len(person))
    names = [channel.name for channel in CHANNELS]
    back_channel = np.array([names.index(name) for name in RETURN_CHANNELS])[np.maximum(back - 1, 0)]
    stays = (back == 0) & ~offline[person]
    channel = np.where(keeps_time | stays, people.channel[person], back_channel)
    trace_counts = np.array([len(channel.traces) for channel in CHANNELS])
    return {
        "person": person,
        "starts_at": starts_at,
        "channel": channel,
        "on_phone": people.has_phone[person] & dice.chance(ON_PHONE, len(person)),
        "trace": dice.below(trace_counts[channel], len(person)),
        "campaign": np.where(keeps_time, people.campaign[person], pick_campaign(dice, channel)),
        "identifies": (number == identified_in[person]) & people.identifies[person] & ~offline[person],
    }
