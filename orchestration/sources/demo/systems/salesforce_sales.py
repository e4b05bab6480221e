"""Salesforce's deals with their history and the contacts behind them, and what sales did."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orchestration.sources.demo.systems.columns import (
    Columns,
    days,
    joined,
    moments,
    money,
    same,
    taken,
    truths,
    words,
)
from orchestration.sources.demo.systems.identifiers import salesforce_ids
from orchestration.sources.demo.systems.moves import (
    CALLED_US,
    DEAL_PROBABILITIES,
    DEAL_STAGES,
    LOST,
    MEETING,
    Moves,
    deal_numbers,
    last_moves,
    moves_of,
    work_of,
)
from orchestration.sources.demo.systems.records import Records
from orchestration.sources.demo.systems.salesforce_people import (
    account_ids,
    campaign_ids,
    contact_ids,
    deal_ids,
    owner_ids,
    who_ids,
)
from orchestration.sources.demo.world.people import DAY

DISPOSITIONS = ("No Answer", "Connected", "Qualified", None, "Not Interested", None)


def tables(records: Records) -> dict[str, Columns]:
    moves = moves_of(records.world, "salesforce")
    return {
        "salesforce/opportunity.csv": _deals(records, last_moves(moves)),
        "salesforce/opportunity_history.parquet": _history(records, moves),
        "salesforce/opportunity_contact_role.csv": _roles(records, last_moves(moves).deal),
        "salesforce/task.csv": _tasks(records),
        "salesforce/event.csv": _events(records),
    }


def _deals(records: Records, now: Moves) -> Columns:
    world, deals, deal = records.world, records.world.deals, now.deal
    person = deals.person[deal]
    closes_at = np.where(now.stage >= LOST, now.moved_at, deals.created_at[deal] + 45 * DAY)
    return {
        "id": deal_ids(deal_numbers(world)[deal]),
        "account_id": account_ids(records, records.stated_company[person]),
        "name": joined(
            taken(records.company_name, records.stated_company[person]),
            words((" - new", " - upsell"), deals.is_upsell[deal].astype(int)),
        ),
        "type": words(("New Business", "Upsell"), deals.is_upsell[deal].astype(int)),
        "amount": money(deals.amount[deal]),
        "currency_iso_code": taken(records.currency, person),
        "stage_name": words(DEAL_STAGES, now.stage),
        "probability": pa.array(DEAL_PROBABILITIES[now.stage]),
        "is_closed": truths(now.stage >= LOST),
        "is_won": truths(now.stage > LOST),
        "lead_source": taken(records.lead_source, person),
        "campaign_id": campaign_ids(world.people.campaign[person]),
        "owner_id": owner_ids(records, person),
        "close_date": days(closes_at),
        "last_stage_change_date": moments(now.moved_at),
        "is_deleted": truths(np.zeros(len(deal))),
        "created_date": moments(deals.created_at[deal]),
        "last_modified_date": moments(now.moved_at),
        "system_modstamp": moments(now.moved_at),
    }


def _history(records: Records, moves: Moves) -> Columns:
    world, deal = records.world, moves.deal
    return {
        "id": salesforce_ids("008", world.first_row + np.arange(len(deal))),
        "opportunity_id": deal_ids(deal_numbers(world)[deal]),
        "stage_name": words(DEAL_STAGES, moves.stage),
        "amount": money(world.deals.amount[deal]),
        "currency_iso_code": taken(records.currency, world.deals.person[deal]),
        "probability": pa.array(DEAL_PROBABILITIES[moves.stage]),
        "created_date": moments(moves.moved_at),
    }


def _roles(records: Records, deal: np.ndarray) -> Columns:
    """The person behind each deal is its primary contact; some deals name a colleague beside."""
    world = records.world
    person = world.deals.person[deal]
    colleague = world.colleague[person]
    is_known = (colleague >= 0) & (world.converted_at[colleague] <= world.deals.created_at[deal])
    second = np.flatnonzero(is_known & world.home_in("salesforce", colleague))
    deal = np.concatenate([deal, deal[second]])
    person = np.concatenate([person, colleague[second]])
    is_second = np.arange(len(deal)) >= len(deal) - len(second)
    created_at = moments(world.deals.created_at[deal])
    return {
        "id": salesforce_ids("00K", deal_numbers(world)[deal] * 2 + is_second),
        "opportunity_id": deal_ids(deal_numbers(world)[deal]),
        "contact_id": contact_ids(records, person),
        "is_primary": truths(~is_second),
        "is_deleted": truths(np.zeros(len(deal))),
        "created_date": created_at,
        "system_modstamp": created_at,
    }


def _tasks(records: Records) -> Columns:
    work = work_of(records.world, "salesforce")
    work = work.only(work.outcome != MEETING)
    at = moments(work.at)
    return {
        "id": salesforce_ids("00T", work.number),
        "who_id": who_ids(records, work.person, work.at),
        "owner_id": owner_ids(records, work.person),
        "type": same("Call", len(work.person)),
        "task_subtype": same("Call", len(work.person)),
        "status": same("Completed", len(work.person)),
        "call_type": words(("Outbound", "Inbound"), (work.outcome == CALLED_US).astype(int)),
        "call_disposition": words(DISPOSITIONS, work.outcome),
        "is_closed": truths(np.ones(len(work.person))),
        "activity_date": days(work.at),
        "completed_date_time": at,
        "is_deleted": truths(np.zeros(len(work.person))),
        "created_date": at,
        "last_modified_date": at,
        "system_modstamp": at,
    }


def _events(records: Records) -> Columns:
    work = work_of(records.world, "salesforce")
    work = work.only(work.outcome == MEETING)
    at, created_at = moments(work.at), moments(work.at - DAY)
    return {
        "id": salesforce_ids("00U", work.number),
        "who_id": who_ids(records, work.person, work.at),
        "owner_id": owner_ids(records, work.person),
        "type": same("Meeting", len(work.person)),
        "event_subtype": same("Event", len(work.person)),
        "is_child": truths(np.zeros(len(work.person))),
        "start_date_time": at,
        "is_deleted": truths(np.zeros(len(work.person))),
        "created_date": created_at,
        "last_modified_date": at,
        "system_modstamp": at,
    }
