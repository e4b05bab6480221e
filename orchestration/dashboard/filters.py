"""What a reader may pick on the page: period, channel, segment, funnel, attribution model."""

from dataclasses import dataclass

from orchestration.dashboard.marts import Marts
from orchestration.dashboard.periods import Period, picked_first

ALL = "(all)"
FUNNELS = ("lifecycle", "buyer_journey")
# Shown first: it gives every touch its share and needs no assumption.
FIRST_MODEL = "linear"


@dataclass(frozen=True)
class Filters:
    """Options by filter, the one picked first leading, but for `period`, whose first pick is `first_period`."""

    periods: list[Period]
    first_period: str
    options: dict[str, list[str]]


def filters(marts: Marts) -> Filters:
    """The options there are data for. Channels and segments come from seeds, so there are few."""
    periods = marts.periods()
    channels = marts.rows(
        """
        select channel
        from (
            select first_touch_channel as channel, count(*) as people from core.people group by all
            union all
            select distinct channel, 0 from channel_roi.attributed_results
        )
        where channel is not null
        group by channel
        order by sum(people) desc, channel
        """
    )
    segments = marts.rows(
        "select segment from core.people where segment is not null group by segment order by count(*) desc, segment"
    )
    models = marts.rows(
        """
        select distinct attribution_model as model from channel_roi.attributed_results
        order by attribution_model <> ?, attribution_model
        """,
        FIRST_MODEL,
    )
    options = {
        "channel": [ALL, *(row["channel"] for row in channels)],
        "segment": [ALL, *(row["segment"] for row in segments)],
        "funnel": list(FUNNELS),
        "model": [row["model"] for row in models],
    }
    return Filters(periods, picked_first(periods), options)
