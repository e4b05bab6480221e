"""An invented company's files, with the truth behind them: enough life to see every mart at work."""

from __future__ import annotations

from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path
from string import Template

import numpy as np
import pyarrow as pa

from orchestration.sources.demo import deal_files, lead_files, touch_files
from orchestration.sources.demo.columns import Columns, labels, moments, words
from orchestration.sources.demo.contacts import make_mails, make_meetings
from orchestration.sources.demo.dice import Dice
from orchestration.sources.demo.misfits import MISFITS
from orchestration.sources.demo.people import NEVER, PEOPLE_PER_COMPANY, People, Period, make_companies, make_people
from orchestration.sources.demo.records import Records
from orchestration.sources.demo.sales import Deals, Journey, make_deals, make_journey, make_orders
from orchestration.sources.demo.visits import make_visits
from orchestration.sources.demo.vocabulary import CAMPAIGNS, CHANNELS
from orchestration.sources.demo.writing import Inbox

# Fixed, so that the files do not depend on the day they are made.
LAST_DAY = date(2026, 6, 30)
# People are made in groups, so that memory stays the same however many there are.
GROUP = 10_000


def generate(target: Path, people: int, seed: int, days: int) -> Path:
    """Write the files of `people` invented people over `days` days; returns the `leadhouse.yml` that maps them.

    Makes target/inbox/ (the files), target/truth/ (people.parquet: what each is and reached when; identity.parquet:
    whose each record is) and target/leadhouse.yml, whose `as_of` is the end of the period. The same arguments give the
    same bytes. About four in five of the people leave an address and so become leads.
    """
    period = Period(LAST_DAY, days)
    done: Counter[str] = Counter()
    sessions = np.zeros((len(CAMPAIGNS), days), dtype=np.int64)
    with Inbox(target / "inbox", {"orders.csv": ";"}) as inbox, Inbox(target / "truth", {}) as truth:
        for first in range(0, people, GROUP):
            sessions += _write_group(inbox, truth, Dice(seed, first), first, min(GROUP, people - first), period, done)
        inbox.append("campaigns.csv", touch_files.campaigns(period))
        inbox.append("ad_spend.csv", touch_files.ad_spend(sessions, Dice(seed, people, days), period))
        for name, rows in MISFITS.items():
            inbox.append_texts(name, rows)
    config = target / "leadhouse.yml"
    template = Template((files(__name__) / "leadhouse.yml").read_text(encoding="utf-8"))
    config.write_text(template.substitute(as_of=f"{LAST_DAY}T23:59:59+00:00"), encoding="utf-8")
    return config


def _write_group(
    inbox: Inbox, truth: Inbox, dice: Dice, first: int, count: int, period: Period, done: Counter[str]
) -> np.ndarray:
    """One group of people and their companies into the files; returns the sessions per campaign and day."""
    companies = make_companies(dice, first // PEOPLE_PER_COMPANY, max(1, count // PEOPLE_PER_COMPANY))
    crowd = make_people(dice, first, count, companies, period)
    seen, known_at = make_visits(dice, crowd, period)
    journey = make_journey(dice, crowd, known_at, period)
    deals = make_deals(dice, crowd, companies, journey, period)
    ordered = make_orders(dice, crowd, journey, deals, period)
    mailed, opted_out_at = make_mails(dice, crowd, journey, period)
    met = make_meetings(dice, crowd, journey, deals, period)

    records = Records(crowd, companies)
    tracked = np.isin(np.arange(count), seen.person)
    leads = lead_files.leads(records, journey, tracked, dice, period)
    moves = deal_files.opportunities(records, journey, deals, done["deals"])
    acts = lead_files.activities(records, journey, done["activities"])
    inbox.append("leads.csv", leads)
    inbox.append("accounts.csv", lead_files.accounts(records, period))
    inbox.append("opportunities.csv", moves)
    inbox.append("opportunity_stage_changes.csv", deal_files.stage_changes(moves))
    inbox.append("activities.csv", acts)
    inbox.append("campaign_members.csv", lead_files.campaign_members(records, journey))
    inbox.append("consents.csv", lead_files.consents(records, journey, opted_out_at))
    inbox.append("orders.csv", deal_files.orders(records, deals, ordered, done["deals"], done["orders"]))
    inbox.append("web.csv.gz", touch_files.visits(records, seen, dice, done["visits"]))
    inbox.append("email.jsonl", touch_files.mails(records, mailed, done["mails"]))
    inbox.append("meetings.parquet", touch_files.meetings(records, met, crowd, done["meetings"]))
    truth.append("people.parquet", _truth(crowd, journey, deals, opted_out_at))
    truth.append("identity.parquet", _identity(records, leads, tracked))
    done.update(
        deals=len(deals.person),
        activities=len(acts["activity_id"]),
        orders=len(ordered.person),
        visits=len(seen.person),
        mails=len(mailed.person),
        meetings=len(met.person),
    )
    return touch_files.count_clicks(seen, crowd, known_at, period)


def _truth(crowd: People, journey: Journey, deals: Deals, opted_out_at: np.ndarray) -> Columns:
    """What is true of each person, however little of it the files show."""
    won_at = np.full(len(crowd), NEVER)
    won = deals.is_won & (deals.closed_at < NEVER)
    np.minimum.at(won_at, deals.person[won], deals.closed_at[won])
    return {
        "person": pa.array(crowd.number),
        "channel": words([channel.name for channel in CHANNELS], crowd.channel),
        "interest": pa.array(crowd.interest),
        "fit": pa.array(crowd.fit),
        "propensity": pa.array(crowd.propensity),
        "is_fake": pa.array(crowd.is_fake),
        "arrived_at": moments(crowd.arrives_at),
        "known_at": moments(journey.known_at),
        "mql_at": moments(journey.mql_at),
        "sql_at": moments(journey.sql_at),
        "opportunity_at": moments(journey.deal_at),
        "won_at": moments(won_at),
        "opted_out_at": moments(opted_out_at),
    }


def _identity(records: Records, leads: Columns, tracked: np.ndarray) -> Columns:
    """Which person each lead record and each visitor is."""
    lead_ids = leads["Lead ID"].unique()
    numbers = np.array([int(lead_id[2:].rstrip("b")) for lead_id in lead_ids.to_pylist()], dtype=np.int64)
    visitors = records.people.number[tracked]
    kinds = np.repeat([0, 1], [len(numbers), len(visitors)])
    return {
        "system": words(("crm", "web"), kinds),
        "kind": words(("lead", "visitor"), kinds),
        "record_id": pa.concat_arrays([lead_ids, labels("V-", visitors)]),
        "person": pa.array(np.concatenate([numbers, visitors])),
    }
