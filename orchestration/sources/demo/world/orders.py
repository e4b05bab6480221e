"""What people buy: after a won deal, and in the shop without one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.sources.demo.world.dice import Dice, position_within, running_within
from orchestration.sources.demo.world.people import DAY, NEVER, People, Period
from orchestration.sources.demo.world.sales import HOUR, SHOP_CHANCE, Deals, Journey, in_own_currency, share_at

TO_ORDER = (0, 2 * HOUR, DAY, 3 * DAY, 10 * DAY)
BETWEEN_ORDERS = (4 * DAY, 18 * DAY, 30 * DAY, 44 * DAY, 80 * DAY, 200 * DAY)
TO_REFUND = (DAY, 4 * DAY, 9 * DAY, 25 * DAY)
# Two of three come back a few times if at all, the third keeps coming.
ORDER_COUNTS = ((50, 25, 12, 6, 4, 2, 1) + (0,) * 25, (50, 25, 12, 6, 4, 2, 1) + (0,) * 25, (1,) * 32)
# Of the usual time between orders, and of the usual amount, in per cent: everyone has a pace and a taste of their own.
PACES = (40, 70, 100, 160, 260)
TASTES = (60, 80, 100, 130, 170)
# What whoever was sold to orders again is so many times what others do.
AFTER_A_DEAL = 2
# An order of the shop, in cents.
SHOP_CENTS = (1_900, 4_900, 7_900, 12_900, 24_900, 89_000)
IS_REFUNDED = 0.04


@dataclass(frozen=True)
class Orders:
    """One entry per order. `deal` is a position in Deals, or -1; `refunded_at` is NEVER for most. Money in cents."""

    person: np.ndarray
    deal: np.ndarray
    ordered_at: np.ndarray
    amount: np.ndarray
    cost: np.ndarray
    refunded_at: np.ndarray


def make_orders(dice: Dice, people: People, journey: Journey, deals: Deals, period: Period) -> Orders:
    """A won deal's orders (the first names the deal), and what people buy in the shop without one."""
    won = np.flatnonzero(deals.is_won & (deals.closed_at < NEVER))
    buys_alone = dice.chance(share_at(SHOP_CHANCE, people.appeal), len(people))
    shoppers = np.flatnonzero(buys_alone & (journey.known_at < NEVER) & (journey.deal_at == NEVER))

    buyer = np.concatenate([deals.person[won], shoppers])
    deal = np.concatenate([won, np.full(len(shoppers), -1)])
    begins_at = np.concatenate([deals.closed_at[won], journey.known_at[shoppers] + DAY])
    in_shop = in_own_currency(dice.spread(SHOP_CENTS, len(shoppers)), people, shoppers)
    base = np.concatenate([deals.amount[won], in_shop])
    begins_at = begins_at + dice.spread(TO_ORDER, len(buyer))

    number = people.number[buyer]
    count = 1 + dice.pick_by(ORDER_COUNTS, number % len(ORDER_COUNTS))
    of_buyer = np.repeat(np.arange(len(buyer)), count)
    size = len(of_buyer)
    is_first = position_within(count) == 0
    pace = np.array(PACES)[number // 2 % len(PACES)]
    gap = np.where(is_first, 0, dice.spread(BETWEEN_ORDERS, size) * pace[of_buyer] // 100)
    ordered_at = begins_at[of_buyer] + running_within(gap, count)
    taste = np.array(TASTES)[number // 3 % len(TASTES)] * np.where(deal >= 0, AFTER_A_DEAL, 1)
    again = in_own_currency(dice.spread(SHOP_CENTS, size) * taste[of_buyer] // 100, people, buyer[of_buyer])
    amount = np.where(is_first, base[of_buyer], again)
    refunded_at = np.where(dice.chance(IS_REFUNDED, size), ordered_at + dice.spread(TO_REFUND, size), NEVER)
    orders = Orders(
        person=buyer[of_buyer],
        deal=np.where(is_first, deal[of_buyer], -1),
        ordered_at=ordered_at,
        amount=amount,
        cost=amount * (30 + dice.below(31, size)) // 100,
        refunded_at=np.where(refunded_at <= period.end, refunded_at, NEVER),
    )
    return Orders(**{name: values[ordered_at <= period.end] for name, values in vars(orders).items()})
