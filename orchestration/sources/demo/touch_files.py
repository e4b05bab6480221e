"""Files about touches and what they cost: visits, mails, meetings, campaigns, ad spend."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.sources.demo.columns import Columns, days, joined, labels, moments, only_where, words
from orchestration.sources.demo.contacts import MAIL_TYPES, OFFLINE_TYPES, Contacts
from orchestration.sources.demo.dice import Dice
from orchestration.sources.demo.people import DAY, NEVER, People, Period
from orchestration.sources.demo.records import Records
from orchestration.sources.demo.visits import Visits
from orchestration.sources.demo.vocabulary import (
    BROWSERS,
    CAMPAIGNS,
    CHANNELS,
    CRAWLER,
    MAIL_READER,
    MAIL_SCANNER,
    NEWSLETTER,
    PAGES,
    PLATFORMS,
    PRODUCT_LINES,
)

SITE = "https://www.procura.example"
IS_SENT_TWICE = 0.002
# Platforms bill more clicks than trackers see sessions, and show an ad many times for a click.
CLICKS_PER_SESSION, SHOWN_PER_CLICK = 8, (25, 45, 70, 120)
CENTS_OFF = 15


def visits(records: Records, made: Visits, dice: Dice, first_number: int) -> Columns:
    """Page views and forms, a few of them delivered twice, in the order of their arrival."""
    size = len(made.person)
    rows = np.concatenate([np.arange(size), np.flatnonzero(dice.chance(IS_SENT_TWICE, size))])
    rows = rows[np.lexsort((rows, made.received_at[rows]))]
    person, kind = made.person[rows], made.touchpoint_type[rows]
    pages = [page for options in PAGES.values() for page in options]
    page_starts = np.cumsum([0] + [len(options) for options in PAGES.values()])[:-1]
    traces = [trace for channel in CHANNELS for trace in channel.traces]
    trace_starts = np.cumsum([0] + [len(channel.traces) for channel in CHANNELS])[:-1]
    trace = trace_starts[made.channel[rows]] + made.trace[rows]
    campaign = made.campaign[rows]
    crawlers = labels("crawler-", person % 7)
    return {
        "id": labels("W-", first_number + rows),
        "visitor": pc.if_else(pa.array(made.is_crawler[rows]), crawlers, records.of(records.visitor_id, person)),
        "email": only_where(made.shows_address[rows], records.of(records.email, person)),
        "event": words(list(PAGES), kind),
        "url": joined(SITE, words(pages, page_starts[kind] + made.page[rows])),
        "referrer": words([referrer for _, _, referrer in traces], trace),
        "utm_source": words([source for source, _, _ in traces], trace),
        "utm_medium": words([medium for _, medium, _ in traces], trace),
        "utm_campaign": words([name for name, _, _ in CAMPAIGNS], campaign),
        "campaign_id": labels("C-", campaign),
        "product_line": only_where(kind > 0, words(PRODUCT_LINES, made.product_line[rows])),
        "user_agent": pc.if_else(pa.array(made.is_crawler[rows]), CRAWLER, words(BROWSERS, made.browser[rows])),
        "occurred_at": moments(made.occurred_at[rows]),
        "received_at": moments(made.received_at[rows]),
    }


def mails(records: Records, made: Contacts, first_number: int) -> Columns:
    happened = pc.strftime(moments(made.occurred_at), "%Y-%m-%dT%H:%M:%SZ")
    acts = made.kind > 0
    return {
        "id": labels("M-", first_number + np.arange(len(made.person))),
        "to": records.of(records.email, made.person),
        "event": words(MAIL_TYPES, made.kind),
        "campaign": labels("C-", np.full(len(made.person), NEWSLETTER)),
        "subject": joined("Procurement letter ", pa.array(made.issue + 1)),
        "agent": only_where(acts, words((MAIL_READER, MAIL_SCANNER), made.is_machine.astype(int))),
        "at": happened,
    }


def meetings(records: Records, made: Contacts, people: People, first_number: int) -> Columns:
    at_event = made.kind == OFFLINE_TYPES.index("event_attended")
    return {
        "id": labels("P-", first_number + np.arange(len(made.person))),
        "lead_id": records.of(records.lead_id, made.person),
        "type": words(OFFLINE_TYPES, made.kind),
        "source": only_where(at_event, words(("tradeshow",), np.zeros(len(at_event), dtype=np.int64))),
        "medium": only_where(at_event, words(("event",), np.zeros(len(at_event), dtype=np.int64))),
        "campaign_id": labels("C-", np.where(at_event, people.campaign[made.person], -1)),
        "occurred_at": moments(made.occurred_at),
    }


def campaigns(period: Period) -> Columns:
    size = len(CAMPAIGNS)
    channel = {entry.name: entry for entry in CHANNELS}
    sources = [channel[name].source_and_medium for _, name, _ in CAMPAIGNS]
    return {
        "campaign_id": labels("C-", np.arange(size)),
        "name": pa.array([name for name, _, _ in CAMPAIGNS]),
        "type": pa.array([campaign_type for _, _, campaign_type in CAMPAIGNS]),
        "status": pa.array(["active"] * size),
        "utm_source": pa.array([source for source, _ in sources]),
        "utm_medium": pa.array([medium for _, medium in sources]),
        "starts_on": days(np.full(size, period.start)),
        "ends_on": days(np.full(size, period.end)),
    }


def count_clicks(made: Visits, people: People, known_at: np.ndarray, period: Period) -> np.ndarray:
    """Sessions (met elsewhere: contacts) by campaign and day of the period."""
    begins = np.flatnonzero(np.diff(made.person, prepend=-1) | (np.diff(made.occurred_at, prepend=-NEVER) > DAY // 24))
    offline = np.flatnonzero(
        np.array([channel.is_offline for channel in CHANNELS])[people.channel] & (known_at < NEVER)
    )
    campaign = np.concatenate([made.campaign[begins], people.campaign[offline]])
    day = (np.concatenate([made.occurred_at[begins], known_at[offline]]) - period.start) // DAY
    clicks = np.zeros((len(CAMPAIGNS), period.days), dtype=np.int64)
    np.add.at(clicks, (campaign[campaign >= 0], day[campaign >= 0]), 1)
    return clicks


def ad_spend(sessions: np.ndarray, dice: Dice, period: Period) -> Columns:
    """What each campaign cost on each day it brought somebody, as `$1,234.56`."""
    channel = {entry.name: entry for entry in CHANNELS}
    paid = np.array([name in PLATFORMS for _, name, _ in CAMPAIGNS])
    day, campaign = np.nonzero((sessions * paid[:, None]).T)
    by_platform = np.array([not channel[name].is_offline for _, name, _ in CAMPAIGNS])[campaign]
    clicks = sessions[campaign, day] * np.where(by_platform, CLICKS_PER_SESSION, 1)
    price = np.array([channel[name].click_cost for _, name, _ in CAMPAIGNS])[campaign]
    cents = clicks * price * (100 - CENTS_OFF + dice.below(2 * CENTS_OFF + 1, len(day))) // 100
    sources = [channel[name].source_and_medium for _, name, _ in CAMPAIGNS]
    return {
        "Day": days(period.start + day * DAY),
        "Platform": words([PLATFORMS.get(name) for _, name, _ in CAMPAIGNS], campaign),
        "Campaign ID": labels("C-", campaign),
        "Campaign": words([name for name, _, _ in CAMPAIGNS], campaign),
        "Source": words([source for source, _ in sources], campaign),
        "Medium": words([medium for _, medium in sources], campaign),
        "Cost": pa.array([f"${whole:,}.{rest:02}" for whole, rest in zip(cents // 100, cents % 100, strict=True)]),
        "Impressions": only_where(by_platform, pa.array(clicks * dice.spread(SHOWN_PER_CLICK, len(day)))),
        "Clicks": only_where(by_platform, pa.array(clicks)),
    }
