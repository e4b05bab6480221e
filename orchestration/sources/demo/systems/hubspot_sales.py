"""HubSpot's deals in two pipelines whose stages have the same labels, and what sales did."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orchestration.sources.demo.systems.columns import (
    Columns,
    joined,
    labels,
    moments,
    money,
    same,
    taken,
    truths,
    words,
)
from orchestration.sources.demo.systems.hubspot_people import company_ids, owner_ids
from orchestration.sources.demo.systems.identifiers import hubspot_ids
from orchestration.sources.demo.systems.moves import (
    CALLED_US,
    DEAL_PROBABILITIES,
    DEAL_STAGES,
    LOST,
    MEETING,
    WON,
    Moves,
    deal_numbers,
    last_moves,
    moves_of,
    work_of,
)
from orchestration.sources.demo.systems.records import Records
from orchestration.sources.demo.world.people import DAY, Period

PIPELINES = ("default", "8800100")
STAGE_IDS = (
    ("discovery", "proposal", "negotiation", "closedlost", "closedwon"),
    ("8800101", "8800102", "8800103", "8800104", "8800105"),
)
FIRST_DEAL = 9_000_000
PRIMARY_COMPANY, OTHER_COMPANY, CONTACT_OF_DEAL, CONTACT_OF_ENGAGEMENT = "5", "341", "3", "194"
# HubSpot's own ids of "No answer" and "Connected"; the last but one is a team's own word.
DISPOSITIONS = (
    "73a0d17f-1163-4015-bdd5-ec830791da20",
    "f240bbac-87c9-4f6e-bf70-924b57d47db7",
    "f240bbac-87c9-4f6e-bf70-924b57d47db7",
    None,
    "not interested",
    "f240bbac-87c9-4f6e-bf70-924b57d47db7",
)


def tables(records: Records) -> dict[str, Columns]:
    moves = moves_of(records.world, "hubspot")
    now = last_moves(moves)
    return {
        "hubspot/deal.csv": _deals(records, now),
        "hubspot/deal_stage.parquet": {
            "deal_id": _deal_ids(records, moves.deal),
            "value": _stage_ids(records, moves),
            "date_entered": moments(moves.moved_at),
        },
        "hubspot/deal_contact.csv": {
            "deal_id": _deal_ids(records, now.deal),
            "contact_id": taken(records.home_id, records.world.deals.person[now.deal]),
            "type_id": same(CONTACT_OF_DEAL, len(now.deal)),
        },
        "hubspot/deal_company.csv": _companies(records, now.deal),
        **_engagements(records),
    }


def fixed_tables(period: Period) -> dict[str, Columns]:
    size = len(DEAL_STAGES)
    stage = np.tile(np.arange(size), len(PIPELINES))
    pipeline = np.repeat(np.arange(len(PIPELINES)), size)
    return {
        "hubspot/deal_pipeline.csv": {
            "pipeline_id": pa.array(PIPELINES),
            "label": pa.array(["New business", "Upsell"]),
            "updated_at": moments(np.full(len(PIPELINES), period.start)),
        },
        "hubspot/deal_pipeline_stage.csv": {
            "stage_id": pa.array([stage_id for ids in STAGE_IDS for stage_id in ids]),
            "pipeline_id": words(PIPELINES, pipeline),
            "label": words(DEAL_STAGES, stage),
            "probability": pa.array(DEAL_PROBABILITIES[stage] / 100),
            "is_closed": truths(stage >= LOST),
            "closed_won": truths(stage == WON),
            "updated_at": moments(np.full(len(stage), period.start)),
        },
    }


def _deal_ids(records: Records, deal: np.ndarray) -> pa.Array:
    return labels("", FIRST_DEAL + deal_numbers(records.world)[deal])


def _stage_ids(records: Records, moves: Moves) -> pa.Array:
    flat = [stage_id for ids in STAGE_IDS for stage_id in ids]
    return words(flat, records.world.deals.is_upsell[moves.deal] * len(DEAL_STAGES) + moves.stage)


def _deals(records: Records, now: Moves) -> Columns:
    deals, deal = records.world.deals, now.deal
    person = deals.person[deal]
    company = taken(records.company_name, records.stated_company[person])
    return {
        "deal_id": _deal_ids(records, deal),
        "property_dealname": joined(company, " ", pa.array(deal_numbers(records.world)[deal])),
        "property_dealtype": words(("newbusiness", "existingbusiness"), deals.is_upsell[deal].astype(int)),
        "property_amount": money(deals.amount[deal]),
        "property_deal_currency_code": taken(records.currency, person),
        "deal_pipeline_id": words(PIPELINES, deals.is_upsell[deal].astype(int)),
        "deal_pipeline_stage_id": _stage_ids(records, now),
        "property_hs_deal_stage_probability": pa.array(DEAL_PROBABILITIES[now.stage] / 100),
        "property_hs_analytics_source": taken(records.analytics_source, person),
        "owner_id": owner_ids(records, person),
        "property_createdate": moments(deals.created_at[deal]),
        "property_closedate": moments(np.where(now.stage >= LOST, now.moved_at, deals.created_at[deal] + 45 * DAY)),
        "property_hs_lastmodifieddate": moments(now.moved_at),
    }


def _companies(records: Records, deal: np.ndarray) -> Columns:
    """The company that buys, and beside it now and then a reseller: the company of another deal."""
    world = records.world
    person = world.deals.person[deal]
    other = np.roll(person, 1)
    helped = np.flatnonzero(
        (deal_numbers(world)[deal] % 5 == 0) & (world.people.company[person] != world.people.company[other])
    )
    company = np.concatenate([world.people.company[person], world.people.company[other[helped]]])
    is_other = np.arange(len(company)) >= len(deal)
    return {
        "deal_id": _deal_ids(records, np.concatenate([deal, deal[helped]])),
        "company_id": company_ids(records, company),
        "type_id": words((PRIMARY_COMPANY, OTHER_COMPANY), is_other.astype(int)),
        "category": same("HUBSPOT_DEFINED", len(company)),
    }


def _engagements(records: Records) -> dict[str, Columns]:
    work = work_of(records.world, "hubspot")
    ids = hubspot_ids(work.number)
    is_meeting = work.outcome == MEETING
    calls, meetings = np.flatnonzero(~is_meeting), np.flatnonzero(is_meeting)
    at, owners = moments(work.at), owner_ids(records, work.person)
    return {
        "hubspot/engagement.csv": {"id": ids, "owner_id": owners, "timestamp": at, "last_updated": at},
        "hubspot/engagement_call.csv": {
            "engagement_id": taken(ids, calls),
            "property_hs_call_direction": words(
                ("OUTBOUND", "INBOUND"), (work.outcome[calls] == CALLED_US).astype(int)
            ),
            "property_hs_call_disposition": words(DISPOSITIONS, work.outcome[calls]),
            "property_hs_call_status": same("COMPLETED", len(calls)),
            "property_hs_timestamp": taken(at, calls),
            "property_hs_createdate": taken(at, calls),
            "property_hubspot_owner_id": taken(owners, calls),
        },
        "hubspot/engagement_meeting.csv": {
            "engagement_id": taken(ids, meetings),
            "property_hs_meeting_outcome": same("COMPLETED", len(meetings)),
            "property_hs_meeting_start_time": taken(at, meetings),
            "property_hs_timestamp": taken(at, meetings),
            "property_hs_createdate": moments(work.at[meetings] - DAY),
            "property_hubspot_owner_id": taken(owners, meetings),
        },
        "hubspot/engagement_contact.parquet": {
            "engagement_id": ids,
            "contact_id": taken(records.home_id, work.person),
            "type_id": same(CONTACT_OF_ENGAGEMENT, len(work.person)),
        },
    }
