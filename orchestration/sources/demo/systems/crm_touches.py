"""The small CRM's exports about touches: the letter sent by hand, meetings, and what is spent outside the platforms."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orchestration.sources.demo.systems.ads import CENTS_OFF, CLICKS_PER_SESSION, SHOWN_PER_CLICK
from orchestration.sources.demo.systems.columns import (
    Columns,
    days,
    joined,
    labels,
    moments,
    only_where,
    taken,
    words,
)
from orchestration.sources.demo.systems.crm_people import campaign_keys
from orchestration.sources.demo.systems.mails import mails_of, user_agents
from orchestration.sources.demo.systems.records import Records
from orchestration.sources.demo.world.contacts import MAIL_TYPES, OFFLINE_TYPES
from orchestration.sources.demo.world.dice import Dice
from orchestration.sources.demo.world.people import DAY, Period
from orchestration.sources.demo.world.vocabulary import CAMPAIGNS, CHANNELS, NEWSLETTER, PLATFORMS, SYSTEMS


def tables(records: Records) -> dict[str, Columns]:
    return {"crm/email.jsonl": _mails(records), "crm/meetings.parquet": _meetings(records)}


def _mails(records: Records) -> Columns:
    """The letter to those whose own system sends none."""
    mails = records.world.mails
    rows = mails_of(records.world, "crm", "zoho")
    return {
        "id": labels("M-", records.world.first_row + rows),
        "to": taken(records.email, mails.person[rows]),
        "event": words(MAIL_TYPES, mails.kind[rows]),
        "campaign": campaign_keys(np.full(len(rows), NEWSLETTER)),
        "subject": joined("Procurement letter ", pa.array(mails.issue[rows] + 1)),
        "agent": user_agents(mails, rows),
        "at": moments(mails.occurred_at[rows]),
    }


def _meetings(records: Records) -> Columns:
    """Recommendations, and of the other meetings those that no CRM has a place for."""
    world, met = records.world, records.world.met
    home = world.home_system[met.person]
    in_crm = home == SYSTEMS.index("crm")
    at_event = met.kind == OFFLINE_TYPES.index("event_attended")
    is_kept = in_crm | (met.kind == OFFLINE_TYPES.index("referral"))
    rows = np.flatnonzero(is_kept | (at_event & (home == SYSTEMS.index("hubspot"))))
    person, at_event = met.person[rows], at_event[rows]
    tag = np.where(at_event, 0, -1)
    return {
        "id": labels("P-", world.first_row + rows),
        "lead_id": only_where(in_crm[rows], taken(records.home_id, person)),
        "email": only_where(~in_crm[rows], taken(records.email, person)),
        "type": words(OFFLINE_TYPES, met.kind[rows]),
        "source": words(("tradeshow",), tag),
        "medium": words(("event",), tag),
        "campaign_id": campaign_keys(np.where(at_event, world.people.campaign[person], -1)),
        "occurred_at": moments(met.occurred_at[rows]),
    }


def ad_spend(sessions: np.ndarray, dice: Dice, period: Period) -> dict[str, Columns]:
    """What each campaign outside the platforms cost on each day it brought somebody, as `$1,234.56`."""
    channel = {entry.name: entry for entry in CHANNELS}
    paid = np.array([name in PLATFORMS for _, name, _ in CAMPAIGNS])
    by_day = sessions.sum(axis=1) * paid[:, None]
    day, campaign = np.nonzero(by_day.T)
    is_online = np.array([not channel[name].is_offline for _, name, _ in CAMPAIGNS])[campaign]
    clicks = by_day[campaign, day] * np.where(is_online, CLICKS_PER_SESSION, 1)
    price = np.array([channel[name].click_cost for _, name, _ in CAMPAIGNS])[campaign]
    cents = clicks * price * (100 - CENTS_OFF + dice.below(2 * CENTS_OFF + 1, len(day))) // 100
    tags = [channel[name].source_and_medium for _, name, _ in CAMPAIGNS]
    return {
        "crm/ad_spend.csv": {
            "Day": days(period.start + day * DAY),
            "Platform": words([PLATFORMS.get(name) for _, name, _ in CAMPAIGNS], campaign),
            "Campaign ID": campaign_keys(campaign),
            "Campaign": words([name for name, _, _ in CAMPAIGNS], campaign),
            "Source": words([source for source, _ in tags], campaign),
            "Medium": words([medium for _, medium in tags], campaign),
            "Cost": pa.array([f"${whole:,}.{rest:02}" for whole, rest in zip(cents // 100, cents % 100, strict=True)]),
            "Impressions": only_where(is_online, pa.array(clicks * dice.spread(SHOWN_PER_CLICK, len(day)))),
            "Clicks": only_where(is_online, pa.array(clicks)),
        }
    }
