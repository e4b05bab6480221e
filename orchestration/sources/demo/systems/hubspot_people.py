"""HubSpot's contacts with the history of their properties and merges, its companies, forms and marketing mail."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.sources.demo.systems.columns import (
    Columns,
    joined,
    labels,
    moments,
    only_where,
    same,
    taken,
    truths,
    words,
)
from orchestration.sources.demo.systems.identifiers import hubspot_ids
from orchestration.sources.demo.systems.mails import mails_of, user_agents
from orchestration.sources.demo.systems.records import COUNTRIES, Records
from orchestration.sources.demo.systems.statuses import Statuses, statuses_of
from orchestration.sources.demo.systems.web import SITE, form_page
from orchestration.sources.demo.world.contacts import MACHINES, MAIL_TYPES, MAILS_AT_MOST
from orchestration.sources.demo.world.filing import DOUBLE, TRIPLE
from orchestration.sources.demo.world.people import NEVER, Period
from orchestration.sources.demo.world.vocabulary import SYSTEMS

# A status of ours is a lifecycle stage of theirs, a lead status, or both.
LIFECYCLE_STAGES = (
    "lead", None, "marketingqualifiedlead", "salesqualifiedlead", "opportunity", None, None, None, None, None,
)  # fmt: skip
LEAD_STATUSES = (
    "NEW", "IN_PROGRESS", None, None, "OPEN_DEAL", "BAD_TIMING", "UNQUALIFIED", "BAD_TIMING", "PARKED", None,
)  # fmt: skip
EVENT_TYPES = ("SENT", "OPEN", "CLICK", "STATUSCHANGE")
FORM = "8d1f0c3e-5b7a-4c55-9a53-0c1f7be1f001"
FIRST_MAIL = 75_310_000


def tables(records: Records) -> dict[str, Columns]:
    world = records.world
    rows = world.filings.of("hubspot")
    statuses = statuses_of(world, rows)
    return {
        "hubspot/contact.csv": _contacts(records, rows, statuses),
        "hubspot/contact_property_history.parquet": _history(records, statuses),
        "hubspot/contact_merge_audit.csv": _merges(records, rows),
        "hubspot/company.csv": _companies(records),
        "hubspot/contact_form_submission.jsonl": _forms(records),
        **_mail_events(records),
    }


def fixed_tables(period: Period) -> dict[str, Columns]:
    begins, issue = moments(np.array([period.start])), np.arange(MAILS_AT_MOST)
    return {
        "hubspot/form.csv": {
            "guid": pa.array([FORM]),
            "name": pa.array(["Contact us"]),
            "created_at": begins,
            "updated_at": begins,
        },
        "hubspot/email_campaign.csv": {
            "id": labels("", FIRST_MAIL + issue),
            "name": joined("Procurement letter ", pa.array(issue + 1)),
            "subject": joined("Procurement letter ", pa.array(issue + 1)),
        },
    }


def owner_ids(records: Records, person: np.ndarray) -> pa.Array:
    return labels("", 44_000_000 + records.owner[person])


def company_ids(records: Records, company: np.ndarray) -> pa.Array:
    return hubspot_ids(np.where(company >= 0, records.world.companies.number[company], -1))


def _contacts(records: Records, rows: np.ndarray, statuses: Statuses) -> Columns:
    world, filings = records.world, records.world.filings
    person = filings.person[rows]
    merged_at = filings.merged_at[rows]
    opted_out = world.opted_out_at[person] < NEVER
    last_at = np.where(merged_at < NEVER, merged_at, statuses.last(statuses.changed_at, rows))
    changed_at = np.maximum(last_at, np.where(opted_out, world.opted_out_at[person], 0))
    loser = np.full(len(filings), -1)
    doubles = rows[(merged_at < NEVER) & (filings.place[rows] == DOUBLE)]
    loser[filings.merged_into[doubles]] = doubles
    loser = loser[rows]
    milliseconds = labels(":", np.where(loser >= 0, filings.merged_at[loser] * 1_000, -1))
    stage = [_latest(statuses, rows, vocabulary) for vocabulary in (LIFECYCLE_STAGES, LEAD_STATUSES)]
    salesforce_id = only_where(filings.names_crm[rows], taken(records.home_id, person))
    return {
        "id": taken(records.id, rows),
        "property_email": taken(records.filed_email, rows),
        "property_firstname": records.of_people(records.given, rows),
        "property_lastname": taken(records.filed_family, rows),
        "property_phone": records.of_people(records.phone, rows),
        "property_jobtitle": taken(records.filed_title, rows),
        "property_company": records.of_companies(records.company_name, rows),
        "property_website": records.of_companies(records.domain, rows),
        "property_industry": records.of_companies(records.industry, rows),
        "property_country": records.of_people(records.country, rows),
        "property_lifecyclestage": words(LIFECYCLE_STAGES, stage[0]),
        "property_hs_lead_status": words(LEAD_STATUSES, stage[1]),
        "property_hs_analytics_source": records.of_people(records.analytics_source, rows),
        "property_associatedcompanyid": company_ids(records, _company_in_hubspot(records, person)),
        "property_hubspot_owner_id": owner_ids(records, person),
        "property_hs_email_optout": truths(opted_out),
        "property_salesforceleadid": salesforce_id,
        "property_hs_calculated_merged_vids": joined(taken(records.id, loser), milliseconds),
        "_fivetran_deleted": truths(merged_at < NEVER),
        "property_createdate": moments(filings.created_at[rows]),
        "property_lastmodifieddate": moments(changed_at),
    }


def _company_in_hubspot(records: Records, person: np.ndarray) -> np.ndarray:
    """The company a contact is tied to: HubSpot has those that it sells to."""
    return np.where(records.world.home_in("hubspot", person), records.company[person], -1)


def _latest(statuses: Statuses, rows: np.ndarray, vocabulary: tuple[str | None, ...]) -> np.ndarray:
    """The last status of each record that has a word in the vocabulary."""
    has_word = np.array([word is not None for word in vocabulary])[statuses.status]
    return statuses.only(has_word).last(statuses.status[has_word], rows)


def _history(records: Records, statuses: Statuses) -> Columns:
    parts = []
    for name, vocabulary in (("lifecyclestage", LIFECYCLE_STAGES), ("hs_lead_status", LEAD_STATUSES)):
        value = words(vocabulary, statuses.status)
        change = {
            "contact_id": taken(records.id, statuses.record),
            "name": same(name, len(value)),
            "value": value,
            "timestamp": moments(statuses.changed_at),
        }
        parts.append(pa.table(change).filter(pc.is_valid(value)))
    table = pa.concat_tables(parts).combine_chunks()
    return {name: table[name].combine_chunks() for name in table.column_names}


def _merges(records: Records, rows: np.ndarray) -> Columns:
    """Merges into records that were merged away themselves; the other merges stand in the contact that stayed."""
    filings = records.world.filings
    lost = rows[(filings.merged_at[rows] < NEVER) & (filings.place[rows] == TRIPLE)]
    return {
        "canonical_vid": taken(records.id, filings.merged_into[lost]),
        "vid_to_merge": taken(records.id, lost),
        "timestamp": moments(filings.merged_at[lost]),
    }


def _companies(records: Records) -> Columns:
    world = records.world
    company = np.flatnonzero(world.companies.home == SYSTEMS.index("hubspot"))
    return {
        "id": company_ids(records, company),
        "property_name": taken(records.company_name, company),
        "property_domain": taken(records.domain, company),
        "property_industry": taken(records.industry, company),
        "property_numberofemployees": pa.array(world.companies.employees[company]),
        "property_country": words(COUNTRIES, world.companies.culture[company]),
        "property_createdate": moments(np.full(len(company), world.period.start)),
    }


def _forms(records: Records) -> Columns:
    world, seen = records.world, records.world.seen
    rows = np.flatnonzero(world.submits_elsewhere & world.home_in("hubspot", seen.person))
    return {
        "conversion_id": labels("conversion-", world.first_row + rows),
        "contact_id": taken(records.home_id, seen.person[rows]),
        "form_id": same(FORM, len(rows)),
        "page_url": form_page(records, rows),
        "title": same("Contact us", len(rows)),
        "timestamp": moments(seen.occurred_at[rows]),
    }


def _mail_events(records: Records) -> dict[str, Columns]:
    """An event each, with what more is known of it in the table of its type."""
    world, mails = records.world, records.world.mails
    rows = mails_of(world, "hubspot")
    kind, issue = mails.kind[rows], mails.issue[rows]
    ids = labels("event-", world.first_row + rows)

    def of_type(name: str) -> np.ndarray:
        return np.flatnonzero(kind == MAIL_TYPES.index(name))

    opened, clicked, left = of_type("email_open"), of_type("email_click"), of_type("email_unsubscribe")
    agent = user_agents(mails, rows)
    return {
        "hubspot/email_event.parquet": {
            "id": ids,
            "type": words(EVENT_TYPES, kind),
            "recipient": taken(records.email, mails.person[rows]),
            "email_campaign_id": labels("", FIRST_MAIL + issue),
            "filtered_event": truths(mails.machine[rows] == MACHINES.index("scanner")),
            "created": moments(mails.occurred_at[rows]),
        },
        "hubspot/email_event_open.parquet": {"id": taken(ids, opened), "user_agent": taken(agent, opened)},
        "hubspot/email_event_click.parquet": {
            "id": taken(ids, clicked),
            "url": same(f"{SITE}/resources/buyers-guide", len(clicked)),
            "user_agent": taken(agent, clicked),
        },
        "hubspot/email_event_status_change.csv": {
            "id": taken(ids, left),
            "portal_subscription_status": same("UNSUBSCRIBED", len(left)),
        },
    }
