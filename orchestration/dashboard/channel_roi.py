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
    models = sorted({row["model"] for row in found}, key=lambda model: (model != FIRST_MODEL, model))
    picked = alt.param(name="model", value=models[0])
    rows = [row | {"name": words(row["channel"]), "label": write(row["roi"], "signed_share")} for row in found]
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
            _money(rows, subtitle, picked),
            _roi(rows, subtitle, picked),
            _returns(rows, subtitle),
            *campaigns.figures(marts, models[0]),
        ],
        models=models,
    )


def _money(rows: list[Row], subtitle: str, picked: alt.Parameter) -> Figure:
    """Channels with any money at all, the largest on top."""
    total = {}
    for row in rows:
        total[row["channel"]] = max(total.get(row["channel"], 0), row["spend"] or 0, row["revenue"])
    largest = sorted((channel for channel in total if total[channel]), key=lambda channel: -total[channel])
    shown = largest[:MOST_CHANNELS]
    bars = [
        {"name": row["name"], "model": row["model"], "measure": text(f"column.{measure}"), "amount": row[measure]}
        for row in rows
        for measure in MEASURES
        if row["channel"] in shown
    ]
    columns = [
        Column("name", text("column.channel")),
        Column("measure", text("column.measure")),
        Column("amount", text("column.amount"), "money"),
    ]
    table = [Column("name", text("column.channel")), *MONEY]
    chart = charts.measures(bars, columns, picked)
    return Figure("channel_roi-money", text("channel_roi.money"), subtitle, table, rows, chart, by_model=True)


def _roi(rows: list[Row], subtitle: str, picked: alt.Parameter) -> Figure:
    paid = [row for row in rows if row["roi"] is not None]
    columns = [Column("name", text("column.channel")), *MONEY, UNIT_COSTS[0]]
    chart = charts.gains(paid, columns, "roi", picked) if paid else None
    return Figure("channel_roi-roi", text("channel_roi.roi"), subtitle, columns, paid, chart, by_model=True)


def _returns(rows: list[Row], subtitle: str) -> Figure:
    columns = [
        Column("name", text("column.channel")),
        CUSTOMERS,
        *MONEY,
        *UNIT_COSTS,
        Column("ratio_note", text("column.note")),
    ]
    return Figure("channel_roi-returns", text("channel_roi.returns"), subtitle, columns, rows, by_model=True)
