"""The shop and the ERP behind it: orders, their lines, and refunds, in the words of Shopify."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.sources.demo.systems.columns import (
    Columns,
    by_time,
    labels,
    moments,
    money,
    same,
    taken,
    words,
)
from orchestration.sources.demo.systems.records import Records
from orchestration.sources.demo.world.orders import Orders
from orchestration.sources.demo.world.people import NEVER
from orchestration.sources.demo.world.vocabulary import PRODUCT_LINES

# The share of the second line, in per cent of the order; every other order has one line.
SECOND_LINE = 30


def tables(records: Records) -> dict[str, Columns]:
    """What people buy, but for those of the small CRM, which keeps its own orders."""
    world = records.world
    made = world.ordered
    order = by_time(np.where(world.home_in("crm", made.person), NEVER, made.ordered_at))
    refunded = order[made.refunded_at[order] < NEVER]
    person = made.person[order]
    is_refunded = made.refunded_at[order] < NEVER
    lines, taken_back = _lines(made, order, world.first_row), _lines(made, refunded, world.first_row)
    return {
        "orders/orders.csv": {
            "id": labels("", world.first_row + order),
            "customer_id": labels("", world.people.number[person]),
            "email": taken(records.email, person),
            "financial_status": words(("paid", "refunded"), is_refunded.astype(int)),
            "currency": taken(records.currency, person),
            "subtotal_price": money(made.amount[order]),
            "total_price": money(made.amount[order]),
            "total_tax": same("0.00", len(order)),
            "created_at": moments(made.ordered_at[order]),
            "updated_at": moments(np.where(is_refunded, made.refunded_at[order], made.ordered_at[order])),
        },
        "orders/order_lines.parquet": {
            "id": labels("", lines.number),
            "order_id": labels("", world.first_row + lines.order),
            "title": words([f"Procura {name}" for name in PRODUCT_LINES], lines.product),
            "product_type": words(PRODUCT_LINES, lines.product),
            "quantity": same("1", len(lines.order)),
            "price": money(lines.amount),
            "unit_cost": money(lines.cost),
        },
        "orders/refunds.csv": {
            "id": labels("", world.first_row + refunded),
            "order_id": labels("", world.first_row + refunded),
            "amount": money(made.amount[refunded]),
            "created_at": moments(made.refunded_at[refunded]),
        },
        "orders/refund_lines.csv": {
            "id": labels("", taken_back.number),
            "refund_id": labels("", world.first_row + taken_back.order),
            "order_line_id": labels("", taken_back.number),
            "quantity": same("1", len(taken_back.order)),
            "subtotal": money(taken_back.amount),
            "restock_type": same("return", len(taken_back.order)),
        },
    }


@dataclass(frozen=True)
class Lines:
    """One entry per line; `order` is a position in Orders, money in cents."""

    number: np.ndarray
    order: np.ndarray
    product: np.ndarray
    amount: np.ndarray
    cost: np.ndarray


def _lines(made: Orders, order: np.ndarray, first_row: int) -> Lines:
    at = np.repeat(order, 1 + order % 2)
    is_second = np.diff(at, prepend=-1) == 0
    has_second = at % 2 == 1
    second_amount, second_cost = made.amount[at] * SECOND_LINE // 100, made.cost[at] * SECOND_LINE // 100
    return Lines(
        number=(first_row + at) * 2 + is_second,
        order=at,
        product=(at + is_second) % len(PRODUCT_LINES),
        amount=np.where(is_second, second_amount, made.amount[at] - second_amount * has_second),
        cost=np.where(is_second, second_cost, made.cost[at] - second_cost * has_second),
    )
