"""Files about people and companies: leads, accounts, activities, campaign members, consents."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.sources.demo.columns import Columns, joined, labels, moments, only_where, words
from orchestration.sources.demo.cultures import CULTURES
from orchestration.sources.demo.dice import Dice
from orchestration.sources.demo.people import DAY, NEVER, Period
from orchestration.sources.demo.records import Records, company_names
from orchestration.sources.demo.sales import STATUSES, Journey
from orchestration.sources.demo.vocabulary import CHANNELS, FAKES, INDUSTRIES

COUNTRIES = [culture.country for culture in CULTURES]


def leads(records: Records, journey: Journey, tracked: np.ndarray, dice: Dice, period: Period) -> Columns:
    """A row per status a lead was put to, and the second records that forms made of known people."""
    people = records.people
    reached = (
        ("Open", journey.known_at),
        # Who is worked on after having qualified stays qualified.
        ("Working", np.where(journey.answered_at < journey.mql_at, journey.answered_at, NEVER)),
        ("MQL", journey.mql_at),
        ("SQL", journey.sql_at),
        ("Qualified", journey.deal_at),
    )
    person = np.tile(np.arange(len(people)), len(reached) + 1)
    status = np.concatenate([np.full(len(people), STATUSES.index(name)) for name, _ in reached] + [journey.ended_as])
    changed_at = np.concatenate([at for _, at in reached] + [journey.ended_at])
    twice = np.flatnonzero(people.has_two_records & (journey.known_at < NEVER))
    again_at = journey.known_at[twice] + dice.below(20 * DAY, len(twice))
    person, status = np.concatenate([person, twice]), np.concatenate([status, np.zeros(len(twice), dtype=np.int64)])
    changed_at = np.concatenate([changed_at, np.where(again_at <= period.end, again_at, NEVER)])
    is_second = np.arange(len(person)) >= len(person) - len(twice)

    kept = np.flatnonzero(changed_at < NEVER)
    order = kept[np.lexsort((status[kept], is_second[kept], person[kept], changed_at[kept]))]
    person, status, changed_at, is_second = person[order], status[order], changed_at[order], is_second[order]
    fake = people.is_fake[person]
    email = records.of(records.email, person)
    company = people.company[person]
    title = people.culture[person] * 10 + people.seniority[person] * 2 + people.title[person]
    return {
        "Lead ID": joined(records.of(records.lead_id, person), words(("", "b"), is_second.astype(int))),
        # The second record has the same address as another form field wrote it.
        "Email": pc.if_else(pa.array(is_second), pc.utf8_upper(email), email),
        "First Name": pc.if_else(
            pa.array(fake),
            words([first for _, first, _ in FAKES], people.fake[person]),
            records.of(records.given, person),
        ),
        "Last Name": pc.if_else(
            pa.array(fake),
            words([last for _, _, last in FAKES], people.fake[person]),
            records.of(records.family, person),
        ),
        "Phone": only_where(
            people.number[person] % 3 == 0, joined("+999 555 ", pc.utf8_lpad(labels("", people.number[person]), 7, "0"))
        ),
        "Title": only_where(
            ~fake, words([t for culture in CULTURES for level in culture.titles for t in level], title)
        ),
        "Company": only_where(~fake, company_names(records.companies).take(pa.array(company))),
        "Industry": only_where(~fake, words(INDUSTRIES, records.companies.industry[company])),
        "Employees": only_where(
            ~fake & (people.number[person] % 10 > 0), pa.array(records.companies.employees[company])
        ),
        "Country": words(COUNTRIES, people.culture[person]),
        "Lead Source": words([channel.lead_source for channel in CHANNELS], people.channel[person]),
        "Campaign": labels("C-", people.campaign[person]),
        "Status": words(STATUSES, status),
        "Owner": labels("sales-", journey.owner[person]),
        "Visitor": only_where(tracked[person], records.of(records.visitor_id, person)),
        # Not every lead was tied to its account; the others belong there by their domain.
        "Account": only_where(~fake & (people.number[person] % 5 < 3), records.of(records.account_of_person, person)),
        "Created": moments(np.where(is_second, changed_at, journey.known_at[person])),
        "Last Modified": moments(changed_at),
    }


def accounts(records: Records, period: Period) -> Columns:
    companies = records.companies
    return {
        "account_id": records.account_id,
        "name": company_names(companies),
        "domain": records.domain,
        "industry": words(INDUSTRIES, companies.industry),
        "employees": pa.array(companies.employees),
        "country": words(COUNTRIES, companies.culture),
        "created_at": moments(np.full(len(companies.number), period.start)),
    }


def activities(records: Records, journey: Journey, first_number: int) -> Columns:
    """Calls and meetings behind the statuses."""
    connects = records.people.number % 5 < 2
    gave_up = (journey.ended_at < NEVER) & (journey.ended_as == STATUSES.index("Disqualified"))
    groups = (
        ("no_answer", "call", np.where(connects, NEVER, journey.answered_at)),
        ("connected", "call", np.where(connects, journey.answered_at, NEVER)),
        ("qualified", "call", journey.sql_at),
        ("meeting_held", "meeting", np.where(journey.deal_at < NEVER, journey.deal_at - 3_600, NEVER)),
        ("not_interested", "call", np.where(gave_up, journey.ended_at, NEVER)),
    )
    person = np.tile(np.arange(len(records.people)), len(groups))
    kind = np.repeat(np.arange(len(groups)), len(records.people))
    at = np.concatenate([at for _, _, at in groups])
    order = np.flatnonzero(at < NEVER)
    order = order[np.lexsort((person[order], kind[order], at[order]))]
    return {
        "activity_id": labels("T-", first_number + np.arange(len(order))),
        "lead_id": records.of(records.lead_id, person[order]),
        "type": words([activity_type for _, activity_type, _ in groups], kind[order]),
        "outcome": words([outcome for outcome, _, _ in groups], kind[order]),
        "owner": labels("sales-", journey.owner[person[order]]),
        "occurred_at": moments(at[order]),
    }


def campaign_members(records: Records, journey: Journey) -> Columns:
    """People met at trade shows or bought in lists: the only way a CRM knows of a touch that no tracker saw."""
    offline = np.array([channel.is_offline for channel in CHANNELS])[records.people.channel]
    person = np.flatnonzero(offline & (journey.known_at < NEVER))
    attended = records.people.channel[person] == [channel.name for channel in CHANNELS].index("events")
    return {
        "campaign_id": labels("C-", records.people.campaign[person]),
        "lead_id": records.of(records.lead_id, person),
        "status": words(("Imported", "Attended"), attended.astype(int)),
        "created_at": moments(journey.known_at[person]),
        "responded_at": moments(np.where(attended, journey.known_at[person], NEVER)),
    }


def consents(records: Records, journey: Journey, opted_out_at: np.ndarray) -> Columns:
    agrees = np.flatnonzero((journey.known_at < NEVER) & (records.people.number % 2 == 0) & ~records.people.is_fake)
    leaves = np.flatnonzero(opted_out_at < NEVER)
    person = np.concatenate([agrees, leaves])
    at = np.concatenate([journey.known_at[agrees], opted_out_at[leaves]])
    granted = np.arange(len(person)) < len(agrees)
    order = np.lexsort((granted, person, at))
    return {
        "email": records.of(records.email, person[order]),
        "granted": words(("no", "yes"), granted[order].astype(int)),
        "reason": words(("unsubscribed", "form"), granted[order].astype(int)),
        "changed_at": moments(at[order]),
    }
