"""Zoho CRM's deals with the history of their stages, and what sales did."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orchestration.sources.demo.systems.columns import (
    Columns,
    days,
    joined,
    moments,
    money,
    only_where,
    same,
    taken,
    words,
)
from orchestration.sources.demo.systems.identifiers import zoho_ids
from orchestration.sources.demo.systems.moves import (
    CALLED_US,
    DEAL_PROBABILITIES,
    DEAL_STAGES,
    LOST,
    MEETING,
    Moves,
    Work,
    deal_numbers,
    last_moves,
    moves_of,
    work_of,
)
from orchestration.sources.demo.systems.records import CURRENCIES, Records
from orchestration.sources.demo.systems.zoho_people import account_ids, contact_ids, owner_ids
from orchestration.sources.demo.world.people import DAY

CALL_RESULTS = ("No answer", "Connected", "Qualified", None, "Not interested", "Connected")


def tables(records: Records) -> dict[str, Columns]:
    moves = moves_of(records.world, "zoho")
    work = work_of(records.world, "zoho")
    return {
        "zoho/deal.csv": _deals(records, last_moves(moves)),
        "zoho/stage_history.csv": _stages(records, moves),
        "zoho/call.csv": _calls(records, work.only(work.outcome != MEETING)),
        "zoho/event.csv": _events(records, work.only(work.outcome == MEETING)),
    }


def _deals(records: Records, now: Moves) -> Columns:
    world, deals, deal = records.world, records.world.deals, now.deal
    person = deals.person[deal]
    number = deal_numbers(world)[deal]
    return {
        "id": zoho_ids("deal", number),
        "deal_name": joined(taken(records.company_name, records.stated_company[person]), " ", pa.array(number)),
        "account_id": account_ids(records, records.stated_company[person]),
        "contact_id": contact_ids(records, person),
        "campaign_source_id": zoho_ids("campaign", world.people.campaign[person]),
        "type": words(("New Business", "Existing Business"), deals.is_upsell[deal].astype(int)),
        "amount": money(deals.amount[deal]),
        "currency": taken(records.currency, person),
        "stage": words(DEAL_STAGES, now.stage),
        "probability": pa.array(DEAL_PROBABILITIES[now.stage]),
        "lead_source": taken(records.lead_source, person),
        "owner_id": owner_ids(records, person),
        "closing_date": days(np.where(now.stage >= LOST, now.moved_at, deals.created_at[deal] + 45 * DAY)),
        "created_time": moments(deals.created_at[deal]),
        "modified_time": moments(now.moved_at),
    }


def _stages(records: Records, moves: Moves) -> Columns:
    world = records.world
    return {
        "id": zoho_ids("stage", world.first_row + np.arange(len(moves.deal))),
        "deal_id": zoho_ids("deal", deal_numbers(world)[moves.deal]),
        "stage": words(DEAL_STAGES, moves.stage),
        "amount": money(world.deals.amount[moves.deal]),
        "currency": words(CURRENCIES, world.people.culture[world.deals.person[moves.deal]]),
        "probability": pa.array(DEAL_PROBABILITIES[moves.stage]),
        "modified_time": moments(moves.moved_at),
    }


def _who(records: Records, work: Work) -> Columns:
    """A lead stands in one field, the contact that it became in another."""
    is_contact = work.at >= records.world.converted_at[work.person]
    return {
        "who_id": only_where(is_contact, contact_ids(records, work.person)),
        "what_id": only_where(~is_contact, taken(records.home_id, work.person)),
        "se_module": words(("Leads", None), is_contact.astype(int)),
        "owner_id": owner_ids(records, work.person),
    }


def _calls(records: Records, work: Work) -> Columns:
    at = moments(work.at)
    return {
        "id": zoho_ids("call", work.number),
        "call_type": words(("Outbound", "Inbound"), (work.outcome == CALLED_US).astype(int)),
        "call_start_time": at,
        "call_result": words(CALL_RESULTS, work.outcome),
        "outgoing_call_status": words(("Completed", None), (work.outcome == CALLED_US).astype(int)),
        **_who(records, work),
        "created_time": at,
        "modified_time": at,
    }


def _events(records: Records, work: Work) -> Columns:
    return {
        "id": zoho_ids("event", work.number),
        "event_title": same("Meeting", len(work.at)),
        "start_date_time": moments(work.at),
        "end_date_time": moments(work.at + 1_800),
        "check_in_status": same("Checked In", len(work.at)),
        **_who(records, work),
        "created_time": moments(work.at - DAY),
        "modified_time": moments(work.at),
    }
