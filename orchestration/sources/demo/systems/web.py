"""The trackers: a table per kind at most sites, one for everything at the Chinese site and for what has none."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.sources.demo.systems.ads import platform_campaigns
from orchestration.sources.demo.systems.columns import Columns, joined, labels, moments, only_where, taken, words
from orchestration.sources.demo.systems.records import Records
from orchestration.sources.demo.world.cultures import CULTURES
from orchestration.sources.demo.world.dice import Dice
from orchestration.sources.demo.world.vocabulary import (
    BROWSERS,
    CAMPAIGNS,
    CHANNELS,
    CRAWLER,
    EVENT_NAMES,
    FORM_NAMES,
    PAGES,
    PRODUCT_LINES,
    UTM_SLIP,
    WEB_TYPES,
)

SITE = "https://www.procura.example"
IS_SENT_TWICE, IS_MISSPELT, USES_ONE_TABLE = 0.002, 0.12, "China"
TYPING_SECONDS = 20
TRACES = [trace for channel in CHANNELS for trace in channel.traces]
TAGS = [name for name, _, _ in CAMPAIGNS]
KINDS = {
    "page_view.parquet": ("page_view", "pricing_view"),
    "form_submission.jsonl": ("form_submit", "demo_request"),
    "chat.jsonl": ("chat",),
    "trial.csv": ("trial_started",),
    "cart_event.csv": ("cart_add",),
}


def tables(records: Records, dice: Dice) -> dict[str, Columns]:
    """The touches, a few of them delivered twice, in the order of their arrival."""
    seen = records.world.seen
    size = len(seen.person)
    rows = np.concatenate([np.arange(size), np.flatnonzero(dice.chance(IS_SENT_TWICE, size))])
    rows = rows[np.lexsort((rows, seen.received_at[rows]))]
    everything = _events(records, rows, dice.chance(IS_MISSPELT, size))
    kind = np.where(records.world.submits_elsewhere[rows], WEB_TYPES.index("page_view"), seen.touchpoint_type[rows])
    in_china = np.array([culture.country == USES_ONE_TABLE for culture in CULTURES])[
        records.world.people.culture[seen.person[rows]]
    ]
    own_table = {name: ~in_china & np.isin(kind, [WEB_TYPES.index(word) for word in KINDS[name]]) for name in KINDS}
    described = {
        "event.parquet": {"event_name": words([EVENT_NAMES[name] for name in WEB_TYPES], kind)},
        "page_view.parquet": {},
        "form_submission.jsonl": {"form_name": words([FORM_NAMES.get(name) for name in WEB_TYPES], kind)},
        "chat.jsonl": {"topic": words(PRODUCT_LINES, seen.product_line[rows])},
        "trial.csv": {"plan": words(PRODUCT_LINES, seen.product_line[rows])},
        "cart_event.csv": {"event_name": words([EVENT_NAMES[name] for name in WEB_TYPES], kind)},
    }
    chosen = {"event.parquet": ~np.any(list(own_table.values()), axis=0), **own_table}
    return {
        f"web/{name}": {column: values.filter(pa.array(chosen[name])) for column, values in (everything | more).items()}
        for name, more in described.items()
    }


def _events(records: Records, rows: np.ndarray, misspelt: np.ndarray) -> Columns:
    world, seen = records.world, records.world.seen
    person, kind = seen.person[rows], seen.touchpoint_type[rows]
    pages = [page for options in PAGES.values() for page in options]
    page_starts = np.cumsum([0] + [len(options) for options in PAGES.values()])[:-1]
    trace = trace_of(seen.channel[rows], seen.trace[rows])
    campaign = seen.campaign[rows]
    names = [UTM_SLIP.get(name, name) for name in TAGS]
    # Such a link was written by hand and lacks the platform's own tag too.
    is_slip = misspelt[rows] & np.isin(campaign, [TAGS.index(name) for name in UTM_SLIP])
    is_crawler = pa.array(seen.is_crawler[rows])
    visitor = joined(taken(records.visitor, person), words(("", "-m"), seen.on_phone[rows].astype(int)))
    return {
        "event_id": labels("W-", world.first_row + rows),
        "visitor_id": pc.if_else(is_crawler, labels("crawler-", person % 7), visitor),
        "email": only_where(seen.shows_address[rows], taken(records.email, person)),
        # The page of a form that another system keeps was open a little before the form was sent.
        "occurred_at": moments(seen.occurred_at[rows] - TYPING_SECONDS * world.submits_elsewhere[rows]),
        "received_at": moments(seen.received_at[rows]),
        "url": joined(SITE, words(pages, page_starts[kind] + seen.page[rows])),
        "referrer": words([referrer for _, _, referrer in TRACES], trace),
        "utm_source": words([source for source, _, _ in TRACES], trace),
        "utm_medium": words([medium for _, medium, _ in TRACES], trace),
        "utm_campaign": pc.if_else(pa.array(is_slip), words(names, campaign), words(TAGS, campaign)),
        "campaign_id": only_where(~is_slip, platform_campaigns(seen.channel[rows], seen.trace[rows], campaign)),
        "user_agent": pc.if_else(is_crawler, CRAWLER, words(BROWSERS, seen.browser[rows])),
        "product_line": only_where(kind > 0, words(PRODUCT_LINES, seen.product_line[rows])),
    }


def form_page(records: Records, rows: np.ndarray) -> pa.Array:
    """The address of the form's page for some touches, with the tags by which the session came."""
    seen = records.world.seen
    tags = [
        f"?utm_source={source or ''}&utm_medium={medium or ''}" if source or medium else ""
        for source, medium, _ in TRACES
    ]
    return joined(f"{SITE}/contact", words(tags, trace_of(seen.channel[rows], seen.trace[rows])))


def trace_of(channel: np.ndarray, trace: np.ndarray) -> np.ndarray:
    """The position in TRACES of a channel's trace."""
    starts = np.cumsum([0] + [len(entry.traces) for entry in CHANNELS])[:-1]
    return starts[channel] + trace
