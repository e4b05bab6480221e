"""Page section `channel_roi`: spend against what came back, by attribution model."""

import altair as alt

from orchestration.dashboard import campaigns, charts
from orchestration.dashboard.figures import Column, Figure, Section, write
from orchestration.dashboard.marts import Marts, Row
from orchestration.dashboard.texts import text, words

# Shown first: it gives every touch its share and needs no assumption.
FIRST_MODEL = "linear"
MOST_CHANNELS = 15
MEASURES = ("spend", "revenue", "margin")

MONEY = [Column(measure, text(f"column.{measure}"), "money") for measure in MEASURES]
CUSTOMERS = Column("customers", text("column.customers"), "credit")
UNIT_COSTS = [
    Column("roi", text("column.roi"), "signed_share"),
    Column("roas", text("column.roas"), "ratio"),
    Column("cac", text("column.cac"), "money"),
    Column("cpl", text("column.cpl"), "money"),
]


def section(marts: Marts) -> Section:
    found = marts.rows(
        """
        select
            attribution_model as model, channel, spend, leads, customers,
            revenue, margin, roi, roas, cac, cpl, ratio_note
        from channel_roi.channel_returns
        where month = '(all)'
        order by model, revenue desc, spend desc, channel
        """
    )
    if not found:
        return Section("channel_roi", text("channel_roi.title"), text("channel_roi.intro"))
    models = _in_order({row["model"] for row in found})
    picked = alt.param(name="model", value=models[0])
    rows = [
        row
        | {
            "name": words(row["channel"]),
            "gain": row["roi"] or 0,
            "label": text("channel_roi.no_spend") if row["roi"] is None else write(row["roi"], "signed_share"),
            "size": max(row["spend"] or 0, row["revenue"]),
        }
        for row in found
    ]
    shown = _largest(rows)
    first = [row for row in rows if row["model"] == models[0]]
    subtitle = text(
        "channel_roi.subtitle",
        people=sum(row["customers"] for row in first),
        leads=sum(row["leads"] for row in first),
    )
    return Section(
        "channel_roi",
        text("channel_roi.title"),
        text("channel_roi.intro"),
        figures=[
            _money(rows, shown, subtitle, picked),
            *_roi(shown, subtitle, picked),
            _returns(rows, subtitle),
            *campaigns.figures(marts, models[0]),
        ],
        models=models,
    )


def first_model(marts: Marts) -> str | None:
    """The attribution model that is shown before the reader picks one; none if there are no returns."""
    models = marts.rows("select distinct attribution_model as model from channel_roi.channel_returns")
    return next(iter(_in_order({row["model"] for row in models})), None)


def _in_order(models: set[str]) -> list[str]:
    return sorted(models, key=lambda model: (model != FIRST_MODEL, model))


def _largest(rows: list[Row]) -> list[Row]:
    """Rows of the channels with the most money under any model; of none without any."""
    total: dict[str, float] = {}
    for row in rows:
        total[row["channel"]] = max(total.get(row["channel"], 0), row["size"])
    largest = sorted((channel for channel in total if total[channel]), key=lambda channel: -total[channel])
    return [row for row in rows if row["channel"] in largest[:MOST_CHANNELS]]


def _money(rows: list[Row], shown: list[Row], subtitle: str, picked: alt.Parameter) -> Figure:
    bars = [
        {name: row[name] for name in ("name", "model", "size")}
        | {"measure": text(f"column.{measure}"), "amount": row[measure]}
        for row in shown
        for measure in MEASURES
    ]
    columns = [
        Column("name", text("column.channel")),
        Column("measure", text("column.measure")),
        Column("amount", text("column.amount"), "money"),
    ]
    table = [Column("name", text("column.channel")), *MONEY]
    chart = charts.measures(bars, columns, picked)
    return Figure("channel_roi-money", text("channel_roi.money"), subtitle, table, rows, chart, by_model=True)


def _roi(shown: list[Row], subtitle: str, picked: alt.Parameter) -> list[Figure]:
    """The same channels in the same order as beside it; nothing if none of them was paid for."""
    if all(row["roi"] is None for row in shown):
        return []
    columns = [Column("name", text("column.channel")), *MONEY, UNIT_COSTS[0]]
    chart = charts.gains(shown, columns, "gain", picked)
    return [Figure("channel_roi-roi", text("channel_roi.roi"), subtitle, columns, shown, chart, by_model=True)]


def _returns(rows: list[Row], subtitle: str) -> Figure:
    columns = [
        Column("name", text("column.channel")),
        CUSTOMERS,
        *MONEY,
        *UNIT_COSTS,
        Column("ratio_note", text("column.note")),
    ]
    return Figure("channel_roi-returns", text("channel_roi.returns"), subtitle, columns, rows, by_model=True)
