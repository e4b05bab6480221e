"""What happens outside the site: mails and what is done with them, calls, trade shows, recommendations."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.sources.demo.world.dice import Dice, position_within
from orchestration.sources.demo.world.people import DAY, NEVER, People, Period
from orchestration.sources.demo.world.sales import Deals, Journey
from orchestration.sources.demo.world.vocabulary import CHANNELS

MAIL_TYPES = ("email_sent", "email_open", "email_click", "email_unsubscribe")
DAYS_BETWEEN_MAILS = 14
MAILS_AT_MOST = 10
# By keenness.
OPENS = np.array((0.14, 0.22, 0.32, 0.45))
CLICKS = np.array((0.02, 0.05, 0.1, 0.16))
UNSUBSCRIBES, IS_SCANNED, IS_PREFETCHED = 0.006, 0.06, 0.05
# Who opened or clicked: somebody, a scanner that says so, one that looks like a browser, a proxy that loads pictures.
MACHINES = ("", "scanner", "hidden scanner", "picture proxy")
SECONDS_TO_OPEN = (20, 900, 7_200, 30_000, DAY, 4 * DAY)
SECONDS_TO_CLICK = (5, 15, 40, 120, 900)
OFFLINE_TYPES = ("event_attended", "phone_inbound", "referral")
CALLS_US = np.array((0.01, 0.03, 0.08, 0.16))
RECOMMENDS_US = 0.15


@dataclass(frozen=True)
class Contacts:
    """One entry per contact; `kind` is a position in MAIL_TYPES or OFFLINE_TYPES, `person` one in People."""

    person: np.ndarray
    kind: np.ndarray
    occurred_at: np.ndarray
    issue: np.ndarray
    # A position in MACHINES.
    machine: np.ndarray

    def by_time(self, end: int) -> Contacts:
        kept = np.flatnonzero(self.occurred_at <= end)
        order = kept[np.lexsort((self.kind[kept], self.person[kept], self.occurred_at[kept]))]
        return Contacts(**{name: values[order] for name, values in vars(self).items()})


def make_mails(dice: Dice, people: People, journey: Journey, period: Period) -> tuple[Contacts, np.ndarray]:
    """Mails to everybody whose address is known until they unsubscribe, and when each did (NEVER for most)."""
    known = np.flatnonzero(journey.known_at < NEVER)
    count = 1 + dice.below(MAILS_AT_MOST, len(known))
    person = np.repeat(known, count)
    issue = position_within(count)
    size = len(person)
    sent_at = journey.known_at[person] + (1 + issue) * DAYS_BETWEEN_MAILS * DAY + dice.below(3_600, size)
    interest = people.interest[person]

    opened = dice.chance(OPENS[interest], size) & ~people.is_fake[person]
    opened_at = sent_at + dice.spread(SECONDS_TO_OPEN, size)
    clicked = opened & dice.chance(CLICKS[interest] / OPENS[interest], size)
    clicked_at = opened_at + dice.spread(SECONDS_TO_CLICK, size)
    # A scanner follows every link within seconds, before the mail is delivered.
    scanned = dice.chance(IS_SCANNED, size) * (1 + dice.below(2, size))
    prefetched = dice.chance(IS_PREFETCHED, size) & (scanned == 0)
    unsubscribed = opened & dice.chance(UNSUBSCRIBES / OPENS[interest], size)
    unsubscribed_at = np.where(unsubscribed, clicked_at + 30, NEVER)
    opted_out_at = np.full(len(people), NEVER)
    np.minimum.at(opted_out_at, person, unsubscribed_at)

    always, nobody = np.ones(size, dtype=bool), np.zeros(size, dtype=np.int64)
    events = (
        (0, always, sent_at, nobody),
        (1, opened, opened_at, nobody),
        (2, clicked, clicked_at, nobody),
        (3, unsubscribed, unsubscribed_at, nobody),
        (1, scanned > 0, sent_at + 1, scanned),
        (2, scanned > 0, sent_at + 2, scanned),
        (2, scanned > 0, sent_at + 3, scanned),
        (2, scanned > 0, sent_at + 4, scanned),
        (1, prefetched, sent_at + 5, nobody + MACHINES.index("picture proxy")),
    )
    mails = Contacts(
        person=np.concatenate([person[happens] for _, happens, _, _ in events]),
        kind=np.concatenate([np.full(happens.sum(), kind) for kind, happens, _, _ in events]),
        occurred_at=np.concatenate([at[happens] for _, happens, at, _ in events]),
        issue=np.concatenate([issue[happens] for _, happens, _, _ in events]),
        machine=np.concatenate([machine[happens] for _, happens, _, machine in events]),
    )
    before_opting_out = mails.occurred_at <= opted_out_at[mails.person]
    mails = Contacts(**{name: values[before_opting_out] for name, values in vars(mails).items()})
    return mails.by_time(period.end), np.where(opted_out_at <= period.end, opted_out_at, NEVER)


def make_meetings(dice: Dice, people: People, journey: Journey, deals: Deals, period: Period) -> Contacts:
    """Trade-show talks, calls that people make to us, and recommendations by customers."""
    known = journey.known_at < NEVER
    events = next(number for number, channel in enumerate(CHANNELS) if channel.name == "events")
    talked = np.flatnonzero(known & (people.channel == events))
    called = np.flatnonzero(known & dice.chance(CALLS_US[people.interest], len(people)) & ~people.is_fake)
    won = np.flatnonzero(deals.is_won & (deals.closed_at < NEVER))
    recommends = won[dice.chance(RECOMMENDS_US, len(won))]
    groups = (
        (talked, journey.known_at[talked] - 600),
        (called, journey.known_at[called] + dice.below(30 * DAY, len(called))),
        (deals.person[recommends], deals.closed_at[recommends] + 20 * DAY + dice.below(100 * DAY, len(recommends))),
    )
    person = np.concatenate([who for who, _ in groups])
    return Contacts(
        person=person,
        kind=np.concatenate([np.full(len(who), kind) for kind, (who, _) in enumerate(groups)]),
        occurred_at=np.concatenate([at for _, at in groups]),
        issue=np.zeros(len(person), dtype=np.int64),
        machine=np.zeros(len(person), dtype=np.int64),
    ).by_time(period.end)
