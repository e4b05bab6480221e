"""Pardot, which writes to the other part of Salesforce's people: prospects, their browsers, activities, lifecycle."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.sources.demo.systems.columns import (
    Columns,
    joined,
    labels,
    moments,
    money,
    only_where,
    taken,
    truths,
    words,
)
from orchestration.sources.demo.systems.mails import mails_of
from orchestration.sources.demo.systems.moves import (
    DEAL_PROBABILITIES,
    DEAL_STAGES,
    LOST,
    WON,
    deal_numbers,
    last_moves,
    moves_of,
)
from orchestration.sources.demo.systems.records import Records
from orchestration.sources.demo.systems.salesforce_people import campaign_ids, contact_ids, deal_ids
from orchestration.sources.demo.world.people import NEVER, Period
from orchestration.sources.demo.world.vocabulary import CAMPAIGNS, CHANNELS, NEWSLETTER

# Pardot's numbers for a mail sent, opened, clicked and unsubscribed from, and for a form sent.
ACTIVITY_TYPES = ("6", "11", "1", "12")
FORM_SENT = "4"
LIFECYCLE = ("Visitor", "Prospect", "MQL", "SQL", "Won")
FIRST_CAMPAIGN, FIRST_STAGE, FIRST_DEAL, FIRST_FORM = 7_000, 400, 6_000_000, 10**13


def tables(records: Records) -> dict[str, Columns]:
    world = records.world
    rows = world.filings.of("pardot")
    return {
        "pardot/prospect.csv": _prospects(records, rows),
        "pardot/visitor.csv": _visitors(records, rows),
        "pardot/visitor_activity.parquet": _activities(records),
        "pardot/lifecycle_history.csv": _lifecycle(records, rows),
        **_deals(records),
    }


def fixed_tables(period: Period) -> dict[str, Columns]:
    campaign = np.arange(len(CAMPAIGNS))
    return {
        "pardot/campaign.csv": {
            "id": labels("", FIRST_CAMPAIGN + campaign),
            "name": pa.array([name for name, _, _ in CAMPAIGNS]),
            "crm_fid": campaign_ids(campaign),
            "created_at": moments(np.full(len(campaign), period.start)),
            "updated_at": moments(np.full(len(campaign), period.start)),
        },
        "pardot/lifecycle_stage.csv": {
            "id": labels("", FIRST_STAGE + np.arange(len(LIFECYCLE))),
            "name": pa.array(LIFECYCLE),
            "created_at": moments(np.full(len(LIFECYCLE), period.start)),
        },
    }


def _prospects(records: Records, rows: np.ndarray) -> Columns:
    world, filings = records.world, records.world.filings
    person = filings.person[rows]
    opted_out_at = world.opted_out_at[person]
    names_crm, converts = filings.names_crm[rows], world.converted_at[person] < NEVER
    changed_at = np.maximum(filings.created_at[rows], np.where(opted_out_at < NEVER, opted_out_at, 0))
    changed_at = np.maximum(changed_at, np.where(names_crm & converts, world.converted_at[person], 0))
    return {
        "id": taken(records.id, rows),
        "email": taken(records.filed_email, rows),
        "first_name": records.of_people(records.given, rows),
        "last_name": taken(records.filed_family, rows),
        "phone": records.of_people(records.phone, rows),
        "job_title": taken(records.filed_title, rows),
        "company": records.of_companies(records.company_name, rows),
        "website": records.of_companies(records.domain, rows),
        "industry": records.of_companies(records.industry, rows),
        "employees": pc.cast(records.of_people(records.employees, rows), pa.string()),
        "country": records.of_people(records.country, rows),
        "source": records.of_people(records.lead_source, rows),
        "campaign_id": _campaign_ids(world.people.campaign[person]),
        # The fifteen characters that people see.
        "crm_lead_fid": pc.utf8_slice_codeunits(only_where(names_crm, taken(records.home_id, person)), 0, 15),
        "crm_contact_fid": only_where(names_crm & converts, contact_ids(records, person)),
        "is_do_not_email": truths(np.zeros(len(rows))),
        "opted_out": truths(opted_out_at < NEVER),
        "is_deleted": truths(np.zeros(len(rows))),
        "created_at": moments(filings.created_at[rows]),
        "updated_at": moments(changed_at),
    }


def _campaign_ids(campaign: np.ndarray) -> pa.Array:
    return labels("", np.where(campaign >= 0, FIRST_CAMPAIGN + campaign, -1))


def _visitors(records: Records, rows: np.ndarray) -> Columns:
    """The browsers by which people came, with the tags of their first visit."""
    world = records.world
    person = world.filings.person[rows]
    online = np.array([not channel.is_offline for channel in CHANNELS])[world.people.channel[person]]
    person = person[online]
    tags = [channel.source_and_medium for channel in CHANNELS]
    channel, created_at = world.people.channel[person], moments(world.people.arrives_at[person])
    return {
        "id": labels("", world.people.number[person]),
        "prospect_id": taken(records.marketing_id, person),
        "source_parameter": words([source for source, _ in tags], channel),
        "medium_parameter": words([medium for _, medium in tags], channel),
        "campaign_parameter": words([name for name, _, _ in CAMPAIGNS], world.people.campaign[person]),
        "is_deleted": truths(np.zeros(len(person))),
        "created_at": created_at,
        "updated_at": created_at,
    }


def _activities(records: Records) -> Columns:
    world, mails, seen = records.world, records.world.mails, records.world.seen
    mailed = mails_of(world, "pardot")
    forms = np.flatnonzero(world.submits_elsewhere & world.mailed_by("pardot", seen.person))
    person = np.concatenate([mails.person[mailed], seen.person[forms]])
    is_form = np.arange(len(person)) >= len(mailed)
    at = np.concatenate([mails.occurred_at[mailed], seen.occurred_at[forms]])
    number = np.concatenate([mailed, FIRST_FORM + forms])
    kind = np.concatenate([mails.kind[mailed], np.full(len(forms), len(ACTIVITY_TYPES))])
    campaign = np.where(is_form, world.people.campaign[person], NEWSLETTER)
    return {
        "id": labels("", world.first_row + number),
        "type": words((*ACTIVITY_TYPES, FORM_SENT), kind),
        "type_name": words(("Email", "Form"), is_form.astype(int)),
        "prospect_id": taken(records.marketing_id, person),
        "campaign_id": _campaign_ids(campaign),
        "details": words(("Procurement letter", "Contact us"), is_form.astype(int)),
        "created_at": moments(at),
        "updated_at": moments(at),
    }


def _lifecycle(records: Records, rows: np.ndarray) -> Columns:
    world, journey = records.world, records.world.journey
    person = world.filings.person[rows]
    won_at = world.won_at[person]
    moves = (world.filings.created_at[rows], journey.mql_at[person], journey.sql_at[person], won_at)
    stage = np.repeat(np.arange(1, len(LIFECYCLE)), len(rows))
    at, record = np.concatenate(moves), np.tile(rows, len(moves))
    happened = np.flatnonzero(at < NEVER)
    stage, at, record = stage[happened], at[happened], record[happened]
    return {
        "id": labels("", (world.first_row + record) * len(LIFECYCLE) + stage),
        "prospect_id": taken(records.id, record),
        "previous_stage_id": labels("", FIRST_STAGE + stage - 1),
        "next_stage_id": labels("", FIRST_STAGE + stage),
        "created_at": moments(at),
    }


def _deals(records: Records) -> dict[str, Columns]:
    """What Salesforce knows of the deals of Pardot's people, once more."""
    world, deals = records.world, records.world.deals
    now = last_moves(moves_of(world, "salesforce"))
    now = now.only(world.mailed_by("pardot", deals.person[now.deal]))
    number, person = deal_numbers(world)[now.deal], deals.person[now.deal]
    ids = labels("", FIRST_DEAL + number)
    is_closed = now.stage >= LOST
    return {
        "pardot/opportunity.csv": {
            "id": ids,
            "name": joined("Deal ", pa.array(number)),
            "value": money(deals.amount[now.deal]),
            "probability": pa.array(DEAL_PROBABILITIES[now.stage]),
            "stage": words(DEAL_STAGES, now.stage),
            "status": words(("Open", "Lost", "Won"), np.where(is_closed, 1 + (now.stage == WON), 0)),
            "campaign_id": _campaign_ids(world.people.campaign[person]),
            "crm_opportunity_fid": deal_ids(number),
            "is_deleted": truths(np.zeros(len(number))),
            "created_at": moments(deals.created_at[now.deal]),
            "closed_at": moments(np.where(is_closed, now.moved_at, NEVER)),
            "updated_at": moments(now.moved_at),
        },
        "pardot/opportunity_prospect.csv": {
            "opportunity_id": ids,
            "prospect_id": taken(records.marketing_id, person),
            "updated_at": moments(deals.created_at[now.deal]),
        },
    }
