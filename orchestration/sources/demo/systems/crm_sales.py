"""The small CRM's exports about money: deals and their moves, orders."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.sources.demo.systems.columns import (
    Columns,
    by_time,
    days,
    joined,
    labels,
    moments,
    money,
    only_where,
    taken,
    truths,
    words,
)
from orchestration.sources.demo.systems.crm_people import account_ids, campaign_keys
from orchestration.sources.demo.systems.moves import (
    DEAL_PROBABILITIES,
    DEAL_STAGES,
    LOST,
    WON,
    Moves,
    deal_numbers,
    moves_of,
)
from orchestration.sources.demo.systems.records import Records
from orchestration.sources.demo.world.people import DAY, NEVER
from orchestration.sources.demo.world.vocabulary import PRODUCT_LINES


def tables(records: Records) -> dict[str, Columns]:
    moves = _opportunities(records, moves_of(records.world, "crm"))
    kept = ("opportunity_id", "stage", "amount", "currency", "probability")
    return {
        "crm/opportunities.csv": moves,
        "crm/opportunity_stage_changes.csv": {
            **{name: moves[name] for name in kept},
            "changed_at": moves["updated_at"],
        },
        "crm/orders.csv": _orders(records),
    }


def _opportunities(records: Records, moves: Moves) -> Columns:
    """A row per move of a deal: the deal as it stood then."""
    world, deals, deal = records.world, records.world.deals, moves.deal
    person = deals.person[deal]
    is_closed = moves.stage >= LOST
    return {
        "opportunity_id": labels("O-", deal_numbers(world)[deal]),
        "lead_id": taken(records.home_id, person),
        "account_id": account_ids(records, person),
        "type": words(("new business", "upsell"), deals.is_upsell[deal].astype(int)),
        "amount": money(deals.amount[deal]),
        "currency": taken(records.currency, person),
        "stage": words(DEAL_STAGES, moves.stage),
        "probability": pa.array(DEAL_PROBABILITIES[moves.stage] / 100),
        "is_closed": truths(is_closed),
        "is_won": truths(moves.stage == WON),
        "lead_source": taken(records.lead_source, person),
        "campaign_id": campaign_keys(world.people.campaign[person]),
        "product_line": words(PRODUCT_LINES, deals.product_line[deal]),
        "owner_id": labels("sales-", records.owner[person]),
        "created_at": moments(deals.created_at[deal]),
        "closed_at": moments(np.where(is_closed, moves.moved_at, NEVER)),
        "expected_close_on": days(deals.created_at[deal] + 45 * DAY),
        "updated_at": moments(moves.moved_at),
    }


def _orders(records: Records) -> Columns:
    """Orders of all, and the refunds of some, which name the order they take back."""
    world, made, deals = records.world, records.world.ordered, records.world.deals
    order = np.flatnonzero(world.home_in("crm", made.person))
    at = np.concatenate([order, order])
    is_refund = np.repeat([False, True], len(order))
    happened_at = np.where(is_refund, made.refunded_at[at], made.ordered_at[at])
    kept = by_time(happened_at, at, is_refund)
    at, is_refund, happened_at = at[kept], is_refund[kept], happened_at[kept]
    person, sign = made.person[at], np.where(is_refund, -1, 1)
    number = labels("", world.first_row + at)
    by_company = np.isin(person, deals.person)
    by_mail = ~by_company & (person % 2 == 0)
    deal = np.append(deal_numbers(world), -1)[made.deal[at]]
    return {
        "Order": joined(words(("B-", "R-"), is_refund.astype(int)), number),
        "Refund of": only_where(is_refund, joined("B-", number)),
        "Lead": only_where(~by_mail, taken(records.home_id, person)),
        "Mail": only_where(by_mail, taken(records.email, person)),
        "Account": only_where(by_company, account_ids(records, person)),
        "Opportunity": labels("O-", deal),
        "Status": words(("invoiced", "refunded"), is_refund.astype(int)),
        "Amount": money(made.amount[at] * sign, ","),
        "Cost": money(made.cost[at] * sign, ","),
        "Currency": taken(records.currency, person),
        "Date": pc.strftime(moments(happened_at), "%d.%m.%Y %H:%M:%S"),
    }
