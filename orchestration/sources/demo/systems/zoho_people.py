"""Zoho CRM's people: versions of leads, the contacts some became, accounts, campaigns and their members."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orchestration.sources.demo.systems.columns import (
    Columns,
    by_time,
    days,
    joined,
    moments,
    only_where,
    same,
    taken,
    truths,
    words,
)
from orchestration.sources.demo.systems.identifiers import contact_numbers, zoho_ids
from orchestration.sources.demo.systems.records import COUNTRIES, Records
from orchestration.sources.demo.systems.statuses import statuses_of
from orchestration.sources.demo.world.filing import HOME
from orchestration.sources.demo.world.people import NEVER, Period
from orchestration.sources.demo.world.sales import DEALS_PER_PERSON
from orchestration.sources.demo.world.vocabulary import CAMPAIGNS, SYSTEMS

STATUSES = (
    "Not Contacted", "Attempted to Contact", "Pre-Qualified", "Qualified", "Qualified",
    "Contact in Future", "Not Qualified", "Contact in Future", "Parked", "Qualified",
)  # fmt: skip
CAMPAIGN_TYPES = {"Trade Show": "Trade Show", "Email": "Email", "Partner": "Partners"}


def tables(records: Records) -> dict[str, Columns]:
    return {
        "zoho/lead.jsonl": _leads(records),
        "zoho/contact.csv": _contacts(records),
        "zoho/account.csv": _accounts(records),
        "zoho/campaign_member.csv": _members(records),
    }


def fixed_tables(period: Period) -> dict[str, Columns]:
    campaign = np.arange(len(CAMPAIGNS))
    begins = np.full(len(campaign), period.start)
    return {
        "zoho/campaign.csv": {
            "id": zoho_ids("campaign", campaign),
            "campaign_name": pa.array([name for name, _, _ in CAMPAIGNS]),
            "type": pa.array([CAMPAIGN_TYPES.get(kind, "Advertisement") for _, _, kind in CAMPAIGNS]),
            "status": same("Active", len(campaign)),
            "start_date": days(begins),
            "end_date": days(np.full(len(campaign), period.end)),
            "created_time": moments(begins),
            "modified_time": moments(begins),
        }
    }


def contact_ids(records: Records, person: np.ndarray) -> pa.Array:
    return zoho_ids("contact", contact_numbers(records.world.people, person))


def account_ids(records: Records, company: np.ndarray) -> pa.Array:
    return zoho_ids("account", np.where(company >= 0, records.world.companies.number[company], -1))


def owner_ids(records: Records, person: np.ndarray) -> pa.Array:
    return zoho_ids("owner", records.owner[person])


def _leads(records: Records) -> Columns:
    """A row per status, and one more for each that was merged away."""
    world, filings = records.world, records.world.filings
    rows = filings.of("zoho")
    statuses = statuses_of(world, rows)
    lost = rows[filings.merged_at[rows] < NEVER]
    record = np.concatenate([statuses.record, lost])
    status = np.concatenate([statuses.status, np.zeros(len(lost), dtype=np.int64)])
    at = np.concatenate([statuses.changed_at, filings.merged_at[lost]])
    is_deleted = np.arange(len(record)) >= len(statuses.record)
    order = by_time(at, record)
    record, status, at, is_deleted = record[order], status[order], at[order], is_deleted[order]
    person = filings.person[record]
    converted_at = np.where(filings.place[record] == HOME, world.converted_at[person], NEVER)
    converts = (converted_at < NEVER) & (at >= converted_at)
    has_deal = converts & (world.journey.deal_at[person] < NEVER)
    opted_out = world.opts_out_in_crm[person] & (at >= world.opted_out_at[person])
    return {
        "id": taken(records.id, record),
        "email": taken(records.filed_email, record),
        "first_name": records.of_people(records.given, record),
        "last_name": taken(records.filed_family, record),
        "phone": records.of_people(records.phone, record),
        "designation": taken(records.filed_title, record),
        "company": records.of_companies(records.company_name, record),
        "website": records.of_companies(records.domain, record),
        "industry": records.of_companies(records.industry, record),
        "no_of_employees": records.of_people(records.employees, record),
        "country": records.of_people(records.country, record),
        "lead_source": records.of_people(records.lead_source, record),
        "lead_status": words(STATUSES, status),
        "owner_id": owner_ids(records, person),
        "email_opt_out": truths(opted_out),
        "converted": truths(converts),
        "converted_date_time": only_where(converts, moments(converted_at)),
        "converted_contact_id": only_where(converts, contact_ids(records, person)),
        "converted_account_id": only_where(converts, account_ids(records, records.stated_company[person])),
        "converted_deal_id": only_where(has_deal, zoho_ids("deal", world.people.number[person] * DEALS_PER_PERSON)),
        "is_deleted": truths(is_deleted),
        "created_time": moments(filings.created_at[record]),
        "modified_time": moments(at),
    }


def _contacts(records: Records) -> Columns:
    world = records.world
    everybody = np.arange(len(world.people))
    person = by_time(np.where(world.home_in("zoho", everybody), world.converted_at, NEVER))
    rows, converted_at = world.home[person], world.converted_at[person]
    opted_out = world.opts_out_in_crm[person]
    return {
        "id": contact_ids(records, person),
        "email": taken(records.filed_email, rows),
        "first_name": records.of_people(records.given, rows),
        "last_name": taken(records.filed_family, rows),
        "phone": records.of_people(records.phone, rows),
        "title": taken(records.filed_title, rows),
        "account_id": account_ids(records, records.stated_company[person]),
        "mailing_country": records.of_people(records.country, rows),
        "lead_source": records.of_people(records.lead_source, rows),
        "owner_id": owner_ids(records, person),
        "email_opt_out": truths(opted_out),
        "unsubscribed_time": moments(np.where(opted_out, world.opted_out_at[person], NEVER)),
        "created_time": moments(converted_at),
        "modified_time": moments(np.maximum(converted_at, np.where(opted_out, world.opted_out_at[person], 0))),
    }


def _accounts(records: Records) -> Columns:
    world = records.world
    company = np.flatnonzero(world.companies.home == SYSTEMS.index("zoho"))
    begins = moments(np.full(len(company), world.period.start))
    return {
        "id": account_ids(records, company),
        "account_name": taken(records.company_name, company),
        "website": joined("https://", taken(records.domain, company), "/"),
        "industry": taken(records.industry, company),
        "employees": pa.array(world.companies.employees[company]),
        "billing_country": words(COUNTRIES, world.companies.culture[company]),
        "created_time": begins,
        "modified_time": begins,
    }


def _members(records: Records) -> Columns:
    world = records.world
    person = world.met_offline("zoho")
    known_at = moments(world.journey.known_at[person])
    return {
        "campaign_id": zoho_ids("campaign", world.people.campaign[person]),
        "member_id": taken(records.home_id, person),
        "member_status": words(("Planned", "Responded"), world.attends[person].astype(int)),
        "created_time": known_at,
        "modified_time": known_at,
    }
