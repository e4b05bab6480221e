"""The small CRM's exports about people: leads, accounts, activities, campaigns and their members, consents, links."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orchestration.sources.demo.systems.columns import (
    Columns,
    by_time,
    days,
    labels,
    moments,
    only_where,
    same,
    taken,
    truths,
    words,
)
from orchestration.sources.demo.systems.moves import CALL_OUTCOMES, CALLED_US, MEETING, work_of
from orchestration.sources.demo.systems.records import COUNTRIES, Records
from orchestration.sources.demo.systems.statuses import statuses_of
from orchestration.sources.demo.world.filing import ELSEWHERE
from orchestration.sources.demo.world.people import NEVER, Period
from orchestration.sources.demo.world.sales import STATUSES
from orchestration.sources.demo.world.vocabulary import CAMPAIGNS, CHANNELS, SYSTEMS


def tables(records: Records) -> dict[str, Columns]:
    return {
        "crm/leads.csv": _leads(records),
        "crm/record_links.csv": _links(records),
        "crm/accounts.csv": _accounts(records),
        "crm/activities.csv": _activities(records),
        "crm/campaign_members.csv": _members(records),
        "crm/consents.csv": _consents(records),
    }


def fixed_tables(period: Period) -> dict[str, Columns]:
    size = len(CAMPAIGNS)
    channel = {entry.name: entry for entry in CHANNELS}
    tags = [channel[name].source_and_medium for _, name, _ in CAMPAIGNS]
    return {
        "crm/campaigns.csv": {
            "campaign_id": pa.array([name for name, _, _ in CAMPAIGNS]),
            "name": pa.array([name.replace("-", " ").capitalize() for name, _, _ in CAMPAIGNS]),
            "type": pa.array([campaign_type for _, _, campaign_type in CAMPAIGNS]),
            "status": same("active", size),
            "utm_source": pa.array([source for source, _ in tags]),
            "utm_medium": pa.array([medium for _, medium in tags]),
            "starts_on": days(np.full(size, period.start)),
            "ends_on": days(np.full(size, period.end)),
        }
    }


def campaign_keys(campaign: np.ndarray) -> pa.Array:
    """The small CRM calls campaigns what links call them."""
    return words([name for name, _, _ in CAMPAIGNS], campaign)


def account_ids(records: Records, person: np.ndarray) -> pa.Array:
    company = np.where(records.world.home_in("crm", person), records.company[person], -1)
    return labels("A-", np.where(company >= 0, records.world.companies.number[company], -1))


def _leads(records: Records) -> Columns:
    """A row per status a lead was put to, and one more for each that was merged away."""
    world, filings = records.world, records.world.filings
    rows = filings.of("crm")
    statuses = statuses_of(world, rows)
    lost = rows[filings.merged_at[rows] < NEVER]
    record = np.concatenate([statuses.record, lost])
    status = np.concatenate([statuses.status, np.full(len(lost), -1)])
    at = np.concatenate([statuses.changed_at, filings.merged_at[lost]])
    order = by_time(at, record)
    record, status, at = record[order], status[order], at[order]
    person = filings.person[record]
    tracked = np.isin(person, world.seen.person)
    return {
        "Lead ID": taken(records.id, record),
        "Email": taken(records.filed_email, record),
        "First Name": records.of_people(records.given, record),
        "Last Name": taken(records.filed_family, record),
        "Phone": records.of_people(records.phone, record),
        "Title": taken(records.filed_title, record),
        "Company": records.of_companies(records.company_name, record),
        "Industry": records.of_companies(records.industry, record),
        "Employees": records.of_people(records.employees, record),
        "Country": records.of_people(records.country, record),
        "Lead Source": records.of_people(records.lead_source, record),
        "Campaign": campaign_keys(world.people.campaign[person]),
        "Status": words(STATUSES, status),
        "Owner": labels("sales-", records.owner[person]),
        "Visitor": only_where(tracked, taken(records.visitor, person)),
        "Account": account_ids(records, person),
        "Deleted": truths(status < 0),
        "Created": moments(filings.created_at[record]),
        "Last Modified": moments(at),
    }


def _links(records: Records) -> Columns:
    """Leads merged into others, and leads of which somebody noted the id in Salesforce."""
    filings = records.world.filings
    rows = filings.of("crm")
    lost = rows[filings.merged_at[rows] < NEVER]
    noted = rows[filings.names_crm[rows] & (filings.place[rows] == ELSEWHERE)]
    home = records.world.home[filings.person[noted]]
    is_noted = np.arange(len(lost) + len(noted)) >= len(lost)
    return {
        "record": taken(records.id, np.concatenate([lost, noted])),
        "system": words(("crm", "salesforce"), is_noted.astype(int)),
        "linked_record": taken(records.id, np.concatenate([filings.merged_into[lost], home])),
        "why": words(("merged_record", "crm_id"), is_noted.astype(int)),
        "linked_at": moments(np.concatenate([filings.merged_at[lost], filings.created_at[noted]])),
    }


def _accounts(records: Records) -> Columns:
    world = records.world
    company = np.flatnonzero(world.companies.home == SYSTEMS.index("crm"))
    return {
        "account_id": labels("A-", world.companies.number[company]),
        "name": taken(records.company_name, company),
        "domain": taken(records.domain, company),
        "industry": taken(records.industry, company),
        "employees": pa.array(world.companies.employees[company]),
        "country": words(COUNTRIES, world.companies.culture[company]),
        "created_at": moments(np.full(len(company), world.period.start)),
    }


def _activities(records: Records) -> Columns:
    """Calls and meetings behind the statuses."""
    work = work_of(records.world, "crm")
    work = work.only(work.outcome != CALLED_US)
    return {
        "activity_id": labels("T-", work.number),
        "lead_id": taken(records.home_id, work.person),
        "type": words(("call", "meeting"), (work.outcome == MEETING).astype(int)),
        "outcome": words([outcome.replace(" ", "_") for outcome in CALL_OUTCOMES], work.outcome),
        "owner": labels("sales-", records.owner[work.person]),
        "occurred_at": moments(work.at),
    }


def _members(records: Records) -> Columns:
    """People met at trade shows or bought in lists: the only way a CRM knows of a touch that no tracker saw."""
    world = records.world
    person = world.met_offline("crm")
    known_at = world.journey.known_at[person]
    return {
        "campaign_id": campaign_keys(world.people.campaign[person]),
        "lead_id": taken(records.home_id, person),
        "status": words(("Imported", "Attended"), world.attends[person].astype(int)),
        "created_at": moments(known_at),
        "responded_at": moments(np.where(world.attends[person], known_at, NEVER)),
    }


def _consents(records: Records) -> Columns:
    """Who agreed in a form, wherever they are sold to, and who left the letter that goes out by hand."""
    world = records.world
    known_at = world.journey.known_at
    agrees = np.flatnonzero((known_at < NEVER) & (world.people.number % 2 == 0) & ~world.people.is_fake)
    by_hand = np.isin(world.mailer, [SYSTEMS.index(name) for name in ("crm", "zoho")])
    leaves = np.flatnonzero((world.opted_out_at < NEVER) & by_hand)
    person = np.concatenate([agrees, leaves])
    at = np.concatenate([known_at[agrees], world.opted_out_at[leaves]])
    granted = np.arange(len(person)) < len(agrees)
    order = by_time(at, person, granted)
    return {
        "email": taken(records.email, person[order]),
        "granted": words(("no", "yes"), granted[order].astype(int)),
        "reason": words(("unsubscribed", "form"), granted[order].astype(int)),
        "changed_at": moments(at[order]),
    }
