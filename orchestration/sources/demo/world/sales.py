"""What sales makes of people: statuses and deals, and how likely everybody is to become a customer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.sources.demo.world.cultures import CULTURES, TENTHS_PER_DOLLAR
from orchestration.sources.demo.world.dice import Dice
from orchestration.sources.demo.world.people import DAY, NEVER, Companies, People, Period
from orchestration.sources.demo.world.vocabulary import PRODUCT_LINES

HOUR = 3_600
# Chances by appeal 0, 10, 20 … 100, in per cent.
MQL_CHANCE = np.array((1, 2, 4, 9, 18, 34, 54, 70, 82, 90, 95))
SQL_CHANCE = np.array((15, 22, 30, 40, 50, 60, 68, 75, 80, 85, 90))
DEAL_CHANCE = np.array((20, 30, 38, 45, 52, 60, 67, 73, 78, 82, 85))
WIN_CHANCE = np.array((10, 15, 20, 26, 33, 41, 49, 56, 62, 67, 71))
SHOP_CHANCE = np.array((0, 0, 1, 2, 5, 8, 10, 12, 13, 14, 15))
# How long things take, as quantiles in seconds.
TO_ANSWER = (HOUR // 6, HOUR, 3 * HOUR, 9 * HOUR, DAY, 2 * DAY, 5 * DAY, 12 * DAY)
TO_MQL = (0, HOUR, 9 * HOUR, 2 * DAY, 6 * DAY, 15 * DAY, 35 * DAY)
TO_SQL = (4 * HOUR, DAY, 3 * DAY, 6 * DAY, 11 * DAY, 30 * DAY)
TO_DEAL = (HOUR, DAY, 4 * DAY, 9 * DAY, 21 * DAY)
TO_CLOSE = (3 * DAY, 9 * DAY, 17 * DAY, 28 * DAY, 45 * DAY, 75 * DAY, 140 * DAY)
TO_GIVE_UP = (2 * DAY, 9 * DAY, 20 * DAY, 45 * DAY)
TO_UPSELL = (40 * DAY, 80 * DAY, 130 * DAY, 220 * DAY)
TO_REOPEN = (5 * DAY, 20 * DAY, 50 * DAY)
# Money in cents: a deal by size of the company (under 10 employees, 50, 250, 1,000, more).
DEAL_CENTS = ((20_000, 90_000), (80_000, 300_000), (250_000, 900_000), (500_000, 1_800_000), (900_000, 3_000_000))
IS_ANSWERED, IS_REOPENED, HAS_UPSELL, IS_PARKED = 0.93, 0.06, 0.25, 0.004
OWNERS = 12
# The first, and the one that follows it.
DEALS_PER_PERSON = 2

STATUSES = (
    "Open", "Working", "MQL", "SQL", "Qualified", "Nurturing", "Disqualified", "Recycled", "Parked", "Converted",
)  # fmt: skip


@dataclass(frozen=True)
class Journey:
    """When each person reached what, in seconds; NEVER where they did not (by the end of the period)."""

    known_at: np.ndarray
    answered_at: np.ndarray
    mql_at: np.ndarray
    sql_at: np.ndarray
    deal_at: np.ndarray
    ended_at: np.ndarray
    # What the lead was put to when nothing came of it: a position in STATUSES.
    ended_as: np.ndarray
    owner: np.ndarray


def make_journey(dice: Dice, people: People, known_at: np.ndarray, period: Period) -> Journey:
    size = len(people)
    appeal = people.appeal

    def step(before: np.ndarray, happens: np.ndarray, takes: tuple[int, ...]) -> np.ndarray:
        at = before + dice.spread(takes, size)
        return np.where(happens & (before < NEVER) & (at <= period.end), at, NEVER)

    answered_at = step(known_at, dice.chance(IS_ANSWERED, size), TO_ANSWER)
    mql_at = step(known_at, dice.chance(share_at(MQL_CHANCE, appeal), size) & ~people.is_fake, TO_MQL)
    sql_at = step(np.maximum(mql_at, answered_at), dice.chance(share_at(SQL_CHANCE, appeal), size), TO_SQL)
    deal_at = step(sql_at, dice.chance(share_at(DEAL_CHANCE, appeal), size), TO_DEAL)

    # Those without a deal: most just stay where they are.
    last = np.where(sql_at < NEVER, sql_at, np.where(mql_at < NEVER, mql_at, answered_at))
    outcome = dice.pick_by(((35, 30, 25, 10), (25, 20, 30, 25)), (mql_at < NEVER).astype(int))
    ended_as = np.array([STATUSES.index(name) for name in ("Working", "Nurturing", "Disqualified", "Recycled")])[
        outcome
    ]
    ended_as = np.where(people.is_fake, STATUSES.index("Disqualified"), ended_as)
    ended_as = np.where(dice.chance(IS_PARKED, size), STATUSES.index("Parked"), ended_as)
    ends = (deal_at == NEVER) & (ended_as != STATUSES.index("Working"))
    return Journey(
        known_at=known_at,
        answered_at=answered_at,
        mql_at=mql_at,
        sql_at=sql_at,
        deal_at=deal_at,
        ended_at=step(last, ends, TO_GIVE_UP),
        ended_as=ended_as,
        owner=dice.below(OWNERS, size),
    )


@dataclass(frozen=True)
class Deals:
    """One entry per deal.

    `moved_at` has a column per move: discovery, proposal, negotiation, closed, reopened, closed again.
    """

    person: np.ndarray
    is_upsell: np.ndarray
    amount: np.ndarray
    product_line: np.ndarray
    moved_at: np.ndarray
    is_won: np.ndarray

    @property
    def created_at(self) -> np.ndarray:
        return self.moved_at[:, 0]

    @property
    def closed_at(self) -> np.ndarray:
        reopened = self.moved_at[:, 4] < NEVER
        return np.where(reopened, self.moved_at[:, 5], self.moved_at[:, 3])


def make_deals(dice: Dice, people: People, companies: Companies, journey: Journey, period: Period) -> Deals:
    """First deals of those whose time came, then further deals of some that were won."""
    begun = np.flatnonzero(journey.deal_at < NEVER)
    first = _make_deals(dice, people, companies, begun, journey.deal_at[begun], period, is_upsell=False)
    won = np.flatnonzero(first.is_won & (first.closed_at < NEVER))
    again_at = first.closed_at[won] + dice.spread(TO_UPSELL, len(won))
    goes_on = dice.chance(HAS_UPSELL, len(won)) & (again_at <= period.end)
    again = _make_deals(dice, people, companies, first.person[won][goes_on], again_at[goes_on], period, is_upsell=True)
    return Deals(**{name: np.concatenate([values, getattr(again, name)]) for name, values in vars(first).items()})


def in_own_currency(cents: np.ndarray, people: People, person: np.ndarray) -> np.ndarray:
    """Hundredths of a dollar as the same worth of each person's money."""
    tenths = np.array([TENTHS_PER_DOLLAR[culture.currency] for culture in CULTURES])
    return cents * tenths[people.culture[person]] // 10


def _make_deals(
    dice: Dice,
    people: People,
    companies: Companies,
    person: np.ndarray,
    created_at: np.ndarray,
    period: Period,
    *,
    is_upsell: bool,
) -> Deals:
    size = len(person)
    band = np.searchsorted((10, 50, 250, 1_000), companies.employees[people.company[person]], side="right")
    lowest, highest = np.array(DEAL_CENTS).T
    amount = in_own_currency(lowest[band] + dice.below(highest[band] - lowest[band], size), people, person)
    takes = dice.spread(TO_CLOSE, size)
    closed_at = created_at + takes
    is_won = dice.chance(share_at(WIN_CHANCE, people.appeal[person]) + 0.15 * is_upsell, size)
    reopened = ~is_won & dice.chance(IS_REOPENED, size)
    reopened_at = np.where(reopened, closed_at + dice.spread(TO_REOPEN, size), NEVER)
    closed_again_at = np.where(reopened, reopened_at + dice.spread(TO_CLOSE, size) // 2, NEVER)
    moved_at = np.stack(
        [created_at, created_at + takes // 4, created_at + takes * 2 // 3, closed_at, reopened_at, closed_again_at],
        axis=1,
    )
    moved_at = np.where(moved_at <= period.end, moved_at, NEVER)
    return Deals(
        person=person,
        is_upsell=np.full(size, is_upsell),
        # To full tens of the currency, as deals are quoted.
        amount=amount // 1_000 * 1_000 // (1 + is_upsell),
        product_line=1 + dice.below(len(PRODUCT_LINES) - 1, size),
        moved_at=moved_at,
        # A lost deal that was reopened and closed again is won in the end.
        is_won=is_won | (moved_at[:, 5] < NEVER),
    )


def propensity(people: People) -> np.ndarray:
    """The probability that somebody who leaves an address ever becomes a customer, by a deal or in the shop."""
    appeal = people.appeal
    has_deal = IS_ANSWERED * share_at(MQL_CHANCE, appeal) * share_at(SQL_CHANCE, appeal) * share_at(DEAL_CHANCE, appeal)
    wins = share_at(WIN_CHANCE, appeal)
    wins_in_the_end = wins + (1 - wins) * IS_REOPENED
    buys = has_deal * wins_in_the_end + (1 - has_deal) * share_at(SHOP_CHANCE, appeal)
    return np.where(people.is_fake, 0.0, buys)


def share_at(chances: np.ndarray, appeal: np.ndarray) -> np.ndarray:
    """The chance at an appeal, on the line between the two nearest in the table."""
    step, rest = appeal // 10, appeal % 10
    after = chances[np.minimum(step + 1, len(chances) - 1)]
    return (chances[step] * 10 + (after - chances[step]) * rest) / 1_000
