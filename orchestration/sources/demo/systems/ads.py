"""Four advertising platforms: their campaigns, and what each cost on each day that it brought somebody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.sources.demo.systems.columns import Columns, days, labels, moments, money, same, words
from orchestration.sources.demo.world.dice import Dice
from orchestration.sources.demo.world.people import DAY, NEVER, Period
from orchestration.sources.demo.world.vocabulary import CAMPAIGNS, CHANNELS
from orchestration.sources.demo.world.world import World

MOST_TRACES = max(len(channel.traces) for channel in CHANNELS)
# Platforms bill more clicks than trackers see sessions, and show an ad many times for a click.
CLICKS_PER_SESSION, SHOWN_PER_CLICK = 8, (25, 45, 70, 120)
CENTS_OFF, ON_MOBILE, RESTATED = 15, 40, 98


@dataclass(frozen=True)
class Platform:
    """A platform bills one trace of one or more channels, in the currency of its account (for so many US cents)."""

    table: str
    traces: tuple[tuple[str, int], ...]
    first_id: int
    currency: str
    us_cents: int


PLATFORMS = {
    "google": Platform("google_ads_campaign", (("paid_search", 0), ("display", 0)), 23_000_000_000, "USD", 100),
    "microsoft": Platform("microsoft_ads_campaign", (("paid_search", 1),), 359_750_000, "USD", 100),
    "linkedin": Platform("linkedin_ad_campaign", (("paid_social", 0),), 148_600_000, "EUR", 108),
    "facebook": Platform("facebook_ads_campaign", (("paid_social", 1),), 6_130_000_000_000, "BRL", 18),
}


def platform_campaigns(channel: np.ndarray, trace: np.ndarray, campaign: np.ndarray) -> pa.Array:
    """The id that a platform gave to the campaign it brought somebody by; nothing for other touches."""
    ids = np.full(len(channel), -1)
    for platform in PLATFORMS.values():
        ids = np.where(_billed(platform)[channel, trace] & (campaign >= 0), platform.first_id + campaign, ids)
    return labels("", ids)


def count_sessions(world: World) -> np.ndarray:
    """Sessions (of people met elsewhere: contacts) by campaign, trace and day of the period."""
    seen, people = world.seen, world.people
    starts = np.diff(seen.person, prepend=-1) | (np.diff(seen.occurred_at, prepend=-NEVER) > DAY // 24)
    begins = np.flatnonzero(starts & (seen.campaign >= 0))
    is_offline = np.array([channel.is_offline for channel in CHANNELS])[people.channel]
    offline = np.flatnonzero(is_offline & (world.journey.known_at < NEVER))
    campaign = np.concatenate([seen.campaign[begins], people.campaign[offline]])
    trace = np.concatenate([seen.trace[begins], np.zeros(len(offline), dtype=np.int64)])
    day = (np.concatenate([seen.occurred_at[begins], world.journey.known_at[offline]]) - world.period.start) // DAY
    counted = np.zeros((len(CAMPAIGNS), MOST_TRACES, world.period.days), dtype=np.int64)
    np.add.at(counted, (campaign, trace, day), 1)
    return counted


def tables(sessions: np.ndarray, dice: Dice, period: Period) -> dict[str, Columns]:
    made: dict[str, Columns] = {}
    for name, platform in PLATFORMS.items():
        channels = [[channel.name for channel in CHANNELS].index(channel) for _, channel, _ in CAMPAIGNS]
        billed = _billed(platform)[channels]
        at, campaign = np.nonzero((sessions * billed[:, :, None]).sum(axis=1).T)
        clicks = (sessions * billed[:, :, None]).sum(axis=1)[campaign, at] * CLICKS_PER_SESSION
        price = np.array([CHANNELS[channel].click_cost for channel in channels])[campaign]
        off = 100 - CENTS_OFF + dice.below(2 * CENTS_OFF + 1, len(at))
        cents = clicks * price * off // platform.us_cents
        shown = clicks * dice.spread(SHOWN_PER_CLICK, len(at))
        spend = Spend(campaign, period.start + at * DAY, cents, shown, clicks, platform, period)
        made |= {f"ads/{table}": columns for table, columns in REPORTS[name](spend).items()}
    return made


@dataclass(frozen=True)
class Spend:
    """One entry per campaign and day; money in cents of the platform's currency, days by their first second."""

    campaign: np.ndarray
    day: np.ndarray
    cents: np.ndarray
    shown: np.ndarray
    clicks: np.ndarray
    platform: Platform
    period: Period

    @property
    def synced_at(self) -> np.ndarray:
        return np.minimum(self.day + DAY + 3_600, self.period.end)

    @property
    def ids(self) -> pa.Array:
        return labels("", self.platform.first_id + self.campaign)

    @property
    def measures(self) -> Columns:
        return {"impressions": pa.array(self.shown), "clicks": pa.array(self.clicks)}

    def history(self, updated: str) -> Columns:
        """The campaigns as the period began; `updated` is the platform's word for the time of a change."""
        campaign = np.unique(self.campaign)
        begins = np.full(len(campaign), self.period.start)
        return {
            "id": labels("", self.platform.first_id + campaign),
            updated: moments(begins),
            "name": words([name for name, _, _ in CAMPAIGNS], campaign),
            "status": same("ENABLED", len(campaign)),
        }

    def account(self, updated: str, currency: str) -> Columns:
        return {
            "id": pa.array(["77"]),
            updated: moments(np.array([self.period.start])),
            currency: pa.array([self.platform.currency]),
        }


def _google(spend: Spend) -> dict[str, Columns]:
    """By device, and each day stated twice: some clicks are billed late."""
    size = len(spend.day)
    mobile = np.tile([0, 1], size * 2).astype(bool)
    again = np.tile([0, 0, 1, 1], size).astype(bool)
    at = np.repeat(np.arange(size), 4)
    share = np.where(mobile, ON_MOBILE, 100 - ON_MOBILE)
    stated = np.where(again, 100, RESTATED)
    stats = {
        "customer_id": same("77", len(at)),
        "date": days(spend.day[at]),
        "id": spend.ids.take(pa.array(at)),
        "ad_network_type": same("SEARCH", len(at)),
        "device": words(("DESKTOP", "MOBILE"), mobile.astype(int)),
        "cost_micros": pa.array(spend.cents[at] * share * stated),
        "impressions": pa.array(spend.shown[at] * share // 100),
        "clicks": pa.array(spend.clicks[at] * share // 100),
        "_fivetran_synced": moments(
            np.where(again, np.minimum(spend.day[at] + 4 * DAY, spend.period.end), spend.synced_at[at])
        ),
    }
    history = spend.history("updated_at")
    return {
        "google_ads_campaign_stats.parquet": stats,
        "google_ads_campaign_history.csv": history | {"customer_id": same("77", len(history["id"]))},
        "google_ads_account_history.csv": spend.account("updated_at", "currency_code"),
    }


def _microsoft(spend: Spend) -> dict[str, Columns]:
    size = len(spend.day)
    splits = ("device_os", "device_type", "network", "ad_distribution", "bid_match_type", "delivered_match_type")
    report = {
        "date": days(spend.day),
        "account_id": same("77", size),
        "campaign_id": spend.ids,
        "currency_code": same(spend.platform.currency, size),
        **{name: same("Unknown", size) for name in (*splits, "top_vs_other")},
        "spend": money(spend.cents),
        **spend.measures,
        "_fivetran_synced": moments(spend.synced_at),
    }
    return {
        "microsoft_ads_campaign_performance_daily_report.csv": report,
        "microsoft_ads_campaign_history.csv": spend.history("modified_time"),
    }


def _linkedin(spend: Spend) -> dict[str, Columns]:
    history = spend.history("last_modified_time")
    return {
        "linkedin_ad_analytics_by_campaign.csv": {
            "campaign_id": spend.ids,
            "day": days(spend.day),
            "cost_in_local_currency": money(spend.cents),
            "cost_in_usd": money(spend.cents * spend.platform.us_cents // 100),
            **spend.measures,
            "_fivetran_synced": moments(spend.synced_at),
        },
        "linkedin_ad_campaign_history.csv": history | {"account_id": same("77", len(history["id"]))},
        "linkedin_ad_account_history.csv": spend.account("last_modified_time", "currency"),
    }


def _facebook(spend: Spend) -> dict[str, Columns]:
    """An ad and an ad set per campaign."""
    history = spend.history("updated_time")
    changed = {"id": history["id"], "updated_time": history["updated_time"], "campaign_id": history["id"]}
    return {
        "facebook_ads_basic_ad.jsonl": {
            "ad_id": spend.ids,
            "date": pc.cast(days(spend.day), pa.string()),
            "account_id": same("77", len(spend.day)),
            "impressions": pa.array(spend.shown),
            "inline_link_clicks": pa.array(spend.clicks),
            "spend": money(spend.cents),
            "_fivetran_synced": moments(spend.synced_at),
        },
        "facebook_ads_ad_history.csv": changed | {"ad_set_id": history["id"]},
        "facebook_ads_ad_set_history.csv": changed,
        "facebook_ads_campaign_history.csv": history | {"account_id": same("77", len(history["id"]))},
        "facebook_ads_account_history.csv": spend.account("_fivetran_synced", "currency"),
    }


REPORTS = {"google": _google, "microsoft": _microsoft, "linkedin": _linkedin, "facebook": _facebook}


def _billed(platform: Platform) -> np.ndarray:
    """Which channels by which traces the platform brings."""
    return np.array(
        [[(channel.name, trace) in platform.traces for trace in range(MOST_TRACES)] for channel in CHANNELS]
    )
