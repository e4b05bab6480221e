"""Files about money: deals and their moves, orders."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.sources.demo.columns import Columns, days, joined, labels, moments, money, only_where, words
from orchestration.sources.demo.cultures import CULTURES
from orchestration.sources.demo.people import DAY, NEVER
from orchestration.sources.demo.records import Records
from orchestration.sources.demo.sales import Deals, Journey, Orders
from orchestration.sources.demo.vocabulary import CHANNELS, PRODUCT_LINES

CURRENCIES = [culture.currency for culture in CULTURES]
DEAL_STAGES = ("Discovery", "Proposal", "Negotiation", "Closed Lost", "Negotiation", "Closed Won", "Closed Won")
DEAL_PROBABILITIES = np.array((0.1, 0.3, 0.6, 0.0, 0.6, 1.0, 1.0))


def opportunities(records: Records, journey: Journey, deals: Deals, first_number: int) -> Columns:
    """A row per move of a deal: the deal as it stood then."""
    people = records.people
    stage = np.tile(np.arange(deals.moved_at.shape[1]), len(deals.person))
    deal = np.repeat(np.arange(len(deals.person)), deals.moved_at.shape[1])
    moved_at = deals.moved_at.ravel()
    order = np.flatnonzero(moved_at < NEVER)
    order = order[np.lexsort((deal[order], moved_at[order]))]
    deal, stage, moved_at = deal[order], stage[order], moved_at[order]
    # A won deal that never was reopened closed won at once.
    won_at_once = (stage == 3) & deals.is_won[deal] & (deals.moved_at[deal, 4] == NEVER)
    stage = np.where(won_at_once, 6, stage)
    is_closed = np.isin(stage, (3, 5, 6))
    person = deals.person[deal]
    return {
        "opportunity_id": labels("O-", first_number + deal),
        "lead_id": records.of(records.lead_id, person),
        "account_id": records.of(records.account_of_person, person),
        "type": words(("new business", "upsell"), deals.is_upsell[deal].astype(int)),
        "amount": money(deals.amount[deal]),
        "currency": words(CURRENCIES, people.culture[person]),
        "stage": words(DEAL_STAGES, stage),
        "probability": pa.array(DEAL_PROBABILITIES[stage]),
        "is_closed": pa.array(is_closed),
        "is_won": pa.array(stage >= 5),
        "lead_source": words([channel.lead_source for channel in CHANNELS], people.channel[person]),
        "campaign_id": labels("C-", people.campaign[person]),
        "product_line": words(PRODUCT_LINES, deals.product_line[deal]),
        "owner_id": labels("sales-", journey.owner[person]),
        "created_at": moments(deals.created_at[deal]),
        "closed_at": moments(np.where(is_closed, moved_at, NEVER)),
        "expected_close_on": days(deals.created_at[deal] + 45 * DAY),
        "updated_at": moments(moved_at),
    }


def stage_changes(moves: Columns) -> Columns:
    names = ("opportunity_id", "stage", "amount", "currency", "probability")
    return {**{name: moves[name] for name in names}, "changed_at": moves["updated_at"]}


def orders(records: Records, deals: Deals, made: Orders, first_deal: int, first_number: int) -> Columns:
    """Orders and refunds as an accounting system of the continent writes them: `31.12.2025 14:05:00`, `1234,50`."""
    refunded = np.flatnonzero(made.refunded_at < NEVER)
    at = np.concatenate([np.arange(len(made.person)), refunded])
    is_refund = np.arange(len(at)) >= len(made.person)
    happened_at = np.where(is_refund, made.refunded_at[at], made.ordered_at[at])
    order = np.lexsort((is_refund, at, happened_at))
    at, is_refund, happened_at = at[order], is_refund[order], happened_at[order]
    person, sign = made.person[at], np.where(is_refund, -1, 1)
    number = labels("", first_number + at)
    by_company = np.isin(person, deals.person)
    by_mail = ~by_company & (person % 2 == 0)
    return {
        "Order": joined(words(("B-", "R-"), is_refund.astype(int)), number),
        "Refund of": only_where(is_refund, joined("B-", number)),
        "Lead": only_where(~by_mail, records.of(records.lead_id, person)),
        "Mail": only_where(by_mail, records.of(records.email, person)),
        "Account": only_where(by_company, records.of(records.account_of_person, person)),
        "Opportunity": labels("O-", np.where(made.deal[at] >= 0, first_deal + made.deal[at], -1)),
        "Status": words(("invoiced", "refunded"), is_refund.astype(int)),
        "Amount": money(made.amount[at] * sign, ","),
        "Cost": money(made.cost[at] * sign, ","),
        "Currency": words(CURRENCIES, records.people.culture[person]),
        "Date": pc.strftime(moments(happened_at), "%d.%m.%Y %H:%M:%S"),
    }
