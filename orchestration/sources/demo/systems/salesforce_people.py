"""Salesforce's people: leads with the history of their status, the contacts some became, accounts, campaigns."""

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
    only_where,
    same,
    taken,
    truths,
    words,
)
from orchestration.sources.demo.systems.identifiers import contact_numbers, salesforce_ids
from orchestration.sources.demo.systems.records import COUNTRIES, Records
from orchestration.sources.demo.systems.statuses import Statuses, statuses_of
from orchestration.sources.demo.world.filing import HOME
from orchestration.sources.demo.world.people import NEVER, Period
from orchestration.sources.demo.world.sales import DEALS_PER_PERSON, OWNERS
from orchestration.sources.demo.world.vocabulary import CAMPAIGNS, SYSTEMS

STATUSES = (
    "Open - Not Contacted", "Working - Contacted", "MQL", "SQL", "Qualified",
    "Nurturing", "Unqualified", "Recycled", "Parked", "Closed - Converted",
)  # fmt: skip


def account_ids(records: Records, company: np.ndarray) -> pa.Array:
    return salesforce_ids("001", np.where(company >= 0, records.world.companies.number[company], -1))


def owner_ids(records: Records, person: np.ndarray) -> pa.Array:
    return salesforce_ids("005", records.owner[person])


def campaign_ids(campaign: np.ndarray) -> pa.Array:
    return salesforce_ids("701", campaign)


def deal_ids(numbers: np.ndarray) -> pa.Array:
    return salesforce_ids("006", numbers)


def who_ids(records: Records, person: np.ndarray, at: np.ndarray) -> pa.Array:
    """The lead somebody was at that moment, or the contact it had become."""
    contact = at >= records.world.converted_at[person]
    return pc.if_else(pa.array(contact), contact_ids(records, person), taken(records.home_id, person))


def contact_ids(records: Records, person: np.ndarray) -> pa.Array:
    return salesforce_ids("003", contact_numbers(records.world.people, person))


def tables(records: Records) -> dict[str, Columns]:
    world = records.world
    rows = world.filings.of("salesforce")
    statuses = statuses_of(world, rows)
    return {
        "salesforce/lead.csv": _leads(records, rows, statuses),
        "salesforce/lead_history.parquet": _history(records, statuses),
        "salesforce/contact.csv": _contacts(records),
        "salesforce/account.csv": _accounts(records),
        "salesforce/campaign_member.csv": _members(records),
    }


def fixed_tables(period: Period) -> dict[str, Columns]:
    """Campaigns and the people who own records."""
    size, owners = len(CAMPAIGNS), OWNERS
    return {
        "salesforce/campaign.csv": {
            "id": campaign_ids(np.arange(size)),
            "name": pa.array([name for name, _, _ in CAMPAIGNS]),
            "type": pa.array([kind for _, _, kind in CAMPAIGNS]),
            "status": same("In Progress", size),
            "start_date": days(np.full(size, period.start)),
            "end_date": days(np.full(size, period.end)),
            "is_deleted": truths(np.zeros(size)),
            "created_date": moments(np.full(size, period.start)),
        },
        "salesforce/user.csv": {
            "id": salesforce_ids("005", np.arange(owners)),
            "name": labels("Seller ", np.arange(owners)),
            "email": joined(labels("seller", np.arange(owners)), "@procura.example"),
            "is_active": truths(np.ones(owners)),
            "created_date": moments(np.full(owners, period.start)),
        },
    }


def _leads(records: Records, rows: np.ndarray, statuses: Statuses) -> Columns:
    world = records.world
    filings, person = world.filings, world.filings.person[rows]
    converted_at = np.where(filings.place[rows] == HOME, world.converted_at[person], NEVER)
    converts = converted_at < NEVER
    changed_at = _changed_at(records, rows, statuses.last(statuses.changed_at, rows))
    return {
        "id": taken(records.id, rows),
        "master_record_id": taken(records.id, filings.merged_into[rows]),
        "email": taken(records.filed_email, rows),
        "first_name": records.of_people(records.given, rows),
        "last_name": taken(records.filed_family, rows),
        "phone": records.of_people(records.phone, rows),
        "title": taken(records.filed_title, rows),
        "company": records.of_companies(records.company_name, rows),
        "website": joined("https://www.", records.of_companies(records.domain, rows)),
        "industry": records.of_companies(records.industry, rows),
        "number_of_employees": records.of_people(records.employees, rows),
        "country": records.of_people(records.country, rows),
        "lead_source": records.of_people(records.lead_source, rows),
        "status": words(STATUSES, statuses.last(statuses.status, rows)),
        "owner_id": owner_ids(records, person),
        "is_converted": truths(converts),
        "converted_date": days(converted_at),
        "converted_contact_id": only_where(converts, contact_ids(records, person)),
        "converted_account_id": only_where(converts, account_ids(records, records.stated_company[person])),
        "converted_opportunity_id": only_where(
            converts & (world.journey.deal_at[person] < NEVER), deal_ids(world.people.number[person] * DEALS_PER_PERSON)
        ),
        "has_opted_out_of_email": truths(world.opts_out_in_crm[person]),
        "is_deleted": truths(filings.merged_at[rows] < NEVER),
        "created_date": moments(filings.created_at[rows]),
        "last_modified_date": moments(changed_at),
        "system_modstamp": moments(changed_at),
    }


def _changed_at(records: Records, rows: np.ndarray, last_status_at: np.ndarray) -> np.ndarray:
    """When the record was touched last: by a status, a merge, or an opt-out."""
    world = records.world
    person = world.filings.person[rows]
    opted_out_at = np.where(world.opts_out_in_crm[person], world.opted_out_at[person], 0)
    merged_at = world.filings.merged_at[rows]
    return np.maximum.reduce([last_status_at, opted_out_at, np.where(merged_at < NEVER, merged_at, 0)])


def _history(records: Records, statuses: Statuses) -> Columns:
    moved = np.flatnonzero(statuses.previous >= 0)
    return {
        "id": salesforce_ids("017", records.world.first_row + moved),
        "lead_id": taken(records.id, statuses.record[moved]),
        "field": same("Status", len(moved)),
        "old_value": words(STATUSES, statuses.previous[moved]),
        "new_value": words(STATUSES, statuses.status[moved]),
        "created_date": moments(statuses.changed_at[moved]),
    }


def _contacts(records: Records) -> Columns:
    world = records.world
    at = np.where(world.home_in("salesforce", np.arange(len(world.people))), world.converted_at, NEVER)
    person = by_time(at)
    rows = world.home[person]
    changed_at = _changed_at(records, rows, at[person])
    return {
        "id": contact_ids(records, person),
        "account_id": account_ids(records, records.stated_company[person]),
        "email": taken(records.filed_email, rows),
        "first_name": records.of_people(records.given, rows),
        "last_name": taken(records.filed_family, rows),
        "phone": records.of_people(records.phone, rows),
        "title": taken(records.filed_title, rows),
        "mailing_country": records.of_people(records.country, rows),
        "lead_source": records.of_people(records.lead_source, rows),
        "owner_id": owner_ids(records, person),
        "has_opted_out_of_email": truths(world.opts_out_in_crm[person]),
        "is_deleted": truths(np.zeros(len(person))),
        "created_date": moments(at[person]),
        "last_modified_date": moments(changed_at),
        "system_modstamp": moments(changed_at),
    }


def _accounts(records: Records) -> Columns:
    world = records.world
    company = np.flatnonzero(world.companies.home == SYSTEMS.index("salesforce"))
    begins = moments(np.full(len(company), world.period.start))
    return {
        "id": account_ids(records, company),
        "name": taken(records.company_name, company),
        "website": joined("www.", taken(records.domain, company)),
        "industry": taken(records.industry, company),
        "number_of_employees": pa.array(world.companies.employees[company]),
        "billing_country": words(COUNTRIES, world.companies.culture[company]),
        "is_deleted": truths(np.zeros(len(company))),
        "created_date": begins,
        "system_modstamp": begins,
    }


def _members(records: Records) -> Columns:
    """People met at trade shows or bought in lists: the only way a CRM knows of a touch that no tracker saw."""
    world = records.world
    person = world.met_offline("salesforce")
    attended = world.attends[person]
    known_at = world.journey.known_at[person]
    return {
        "id": salesforce_ids("00v", world.people.number[person]),
        "campaign_id": campaign_ids(world.people.campaign[person]),
        # Written by a tool that keeps to the fifteen characters that people see.
        "lead_id": pc.utf8_slice_codeunits(taken(records.home_id, person), 0, 15),
        "status": words(("Sent", "Attended"), attended.astype(int)),
        "has_responded": truths(attended),
        "first_responded_date": days(np.where(attended, known_at, NEVER)),
        "is_deleted": truths(np.zeros(len(person))),
        "created_date": moments(known_at),
        "system_modstamp": moments(known_at),
    }
