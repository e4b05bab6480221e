"""Marketo, which writes to a part of Salesforce's people: leads with their merges, a table per kind of activity."""

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
from orchestration.sources.demo.systems.mails import mails_of, user_agents
from orchestration.sources.demo.systems.records import Records
from orchestration.sources.demo.systems.salesforce_people import contact_ids
from orchestration.sources.demo.systems.web import SITE, form_page
from orchestration.sources.demo.world.contacts import MACHINES, MAIL_TYPES
from orchestration.sources.demo.world.people import NEVER, Period
from orchestration.sources.demo.world.vocabulary import MAIL_READER, NEWSLETTER

ACTIVITIES = {
    "email_sent": "marketo/activity_send_email.parquet",
    "email_open": "marketo/activity_open_email.parquet",
    "email_click": "marketo/activity_click_email.parquet",
    "email_unsubscribe": "marketo/activity_unsubscribe_email.csv",
}
PROGRAM, SMART_CAMPAIGN = str(1_000 + NEWSLETTER), str(2_000 + NEWSLETTER)
FIRST_FORM, FIRST_MERGE = 10**13, 2 * 10**13


def tables(records: Records) -> dict[str, Columns]:
    rows = records.world.filings.of("marketo")
    return {
        "marketo/lead.csv": _leads(records, rows),
        "marketo/activity_merge_leads.csv": _merges(records, rows),
        "marketo/activity_fill_out_form.jsonl": _forms(records),
        **{table: _activities(records, name) for name, table in ACTIVITIES.items()},
    }


def fixed_tables(period: Period) -> dict[str, Columns]:
    begins = moments(np.array([period.start]))
    return {
        "marketo/program.csv": {
            "id": pa.array([PROGRAM]),
            "name": pa.array(["monthly-newsletter"]),
            "channel": pa.array(["Email Send"]),
            "type": pa.array(["Email"]),
            "start_date": begins,
            "created_at": begins,
            "updated_at": begins,
        },
        "marketo/campaign.csv": {
            "id": pa.array([SMART_CAMPAIGN]),
            "program_id": pa.array([PROGRAM]),
            "name": pa.array(["Send the letter"]),
            "type": pa.array(["batch"]),
            "created_at": begins,
            "updated_at": begins,
        },
    }


def _leads(records: Records, rows: np.ndarray) -> Columns:
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
        "title": taken(records.filed_title, rows),
        "company": records.of_companies(records.company_name, rows),
        "industry": records.of_companies(records.industry, rows),
        "number_of_employees": records.of_people(records.employees, rows),
        "country": records.of_people(records.country, rows),
        "lead_source": records.of_people(records.lead_source, rows),
        "sfdc_lead_id": only_where(names_crm, taken(records.home_id, person)),
        "sfdc_contact_id": only_where(names_crm & converts, contact_ids(records, person)),
        "unsubscribed": truths(opted_out_at < NEVER),
        "unsubscribed_reason": only_where(opted_out_at < NEVER, same("Clicked the link in a mail", len(rows))),
        "created_at": moments(filings.created_at[rows]),
        "updated_at": moments(changed_at),
    }


def _merges(records: Records, rows: np.ndarray) -> Columns:
    filings = records.world.filings
    lost = rows[filings.merged_at[rows] < NEVER]
    return {
        "id": labels("", FIRST_MERGE + records.world.first_row + lost),
        "lead_id": taken(records.id, filings.merged_into[lost]),
        "activity_date": moments(filings.merged_at[lost]),
        "merge_ids": joined("[", taken(records.id, lost), "]"),
    }


def _forms(records: Records) -> Columns:
    world, seen = records.world, records.world.seen
    rows = np.flatnonzero(world.submits_elsewhere & world.mailed_by("marketo", seen.person))
    return {
        "id": labels("", FIRST_FORM + world.first_row + rows),
        "lead_id": taken(records.marketing_id, seen.person[rows]),
        "activity_date": moments(seen.occurred_at[rows]),
        "primary_attribute_value_id": same("1001", len(rows)),
        "primary_attribute_value": same("Contact us", len(rows)),
        "referrer_url": form_page(records, rows),
        "user_agent": same(MAIL_READER, len(rows)),
    }


def _activities(records: Records, mail_type: str) -> Columns:
    world, mails = records.world, records.world.mails
    rows = mails_of(world, "marketo")
    rows = rows[mails.kind[rows] == MAIL_TYPES.index(mail_type)]
    number = pa.array(mails.issue[rows] + 1)
    activity = {
        "id": labels("", world.first_row + rows),
        "lead_id": taken(records.marketing_id, mails.person[rows]),
        "activity_date": moments(mails.occurred_at[rows]),
        "primary_attribute_value_id": pc.cast(number, pa.string()),
        "primary_attribute_value": joined("Procurement letter ", number),
        "campaign_id": same(SMART_CAMPAIGN, len(rows)),
    }
    if mail_type == "email_sent":
        return activity
    activity["user_agent"] = user_agents(mails, rows)
    if mail_type == "email_unsubscribe":
        return activity | {"referrer_url": same(f"{SITE}/unsubscribe", len(rows))}
    by_scanner = mails.machine[rows] == MACHINES.index("scanner")
    activity["is_bot_activity"] = truths(by_scanner)
    activity["bot_activity_pattern"] = words((None, "Matched IAB list"), by_scanner.astype(int))
    if mail_type == "email_click":
        activity["link"] = same(f"{SITE}/resources/buyers-guide?utm_source=newsletter&utm_medium=email", len(rows))
    return activity
