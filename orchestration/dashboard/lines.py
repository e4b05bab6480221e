"""Charts over time or another number. As in `charts.py`, without data, words and colours."""

import altair as alt

from orchestration.dashboard.charts import (
    IN_ORDER,
    LABEL_ROOM,
    PLOT_HEIGHT,
    SHARE,
    STEPS,
    amounts,
    counts,
    legend,
    plot,
)
from orchestration.dashboard.figures import Column


def histogram(columns: list[Column], across: tuple[str, str], value: str, part: str) -> alt.Chart:
    """Vertical bars over the bins of a number, which come with the field that orders them, made of parts."""
    order = alt.EncodingSortField(field=across[1], op="min")
    axis = alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=8)
    return (
        plot(columns)
        .mark_bar(style="bin")
        .encode(
            x=alt.X(field=across[0], type="ordinal", sort=order, title=None, axis=axis),
            y=alt.Y(field=value, type="quantitative", title=None, axis=counts()),
            color=alt.Color(field=part, type="nominal", sort=None, legend=legend()),
        )
    )


def months(columns: list[Column]) -> alt.Chart:
    """A line per folded measure over `at`, the beginning of a month."""
    return (
        plot(columns)
        .mark_line(style="curve", point=alt.OverlayMarkDef(size=14))
        .encode(
            x=_month(),
            y=alt.Y(field="amount", type="quantitative", title=None, axis=amounts()),
            color=alt.Color(field="measure", type="nominal", sort=None, legend=legend()),
        )
    )


def months_of_one(columns: list[Column], value: str) -> alt.Chart:
    """A bar per `month`."""
    axis = alt.Axis(labelAngle=0, labelOverlap="greedy", labelSeparation=12)
    return (
        plot(columns)
        .mark_bar(style="bar")
        .encode(
            x=alt.X(field="month", type="ordinal", sort=IN_ORDER, title=None, axis=axis),
            y=alt.Y(field=value, type="quantitative", title=None, axis=counts()),
        )
    )


def foretold(columns: list[Column], middle: str, low: str, high: str, seen: str) -> alt.LayerChart:
    """Over months that begin `at`: what was foretold, the range around it, and what came."""
    base = plot(columns).encode(x=_month())
    amount = alt.Y(field=low, type="quantitative", title=None, axis=amounts())
    ranges = base.mark_rule(style="interval").encode(y=amount, y2=alt.Y2(field=high))
    points = base.mark_point(style="middle").encode(y=alt.Y(field=middle, type="quantitative"))
    came = (
        base.transform_filter(f"isValid(datum['{seen}'])")
        .mark_point(style="seen")
        .encode(y=alt.Y(field=seen, type="quantitative"))
    )
    return alt.layer(ranges, points, came).properties(width="container", height=PLOT_HEIGHT)


def curves(columns: list[Column], across: str, value: str, line: str) -> alt.Chart:
    """One line per value of `line`, later ones stronger."""
    return (
        plot(columns)
        .mark_line(style="curve", point=alt.OverlayMarkDef(size=14))
        .encode(
            x=alt.X(field=across, type="quantitative", title="@axis.months", axis=alt.Axis(tickMinStep=1, grid=False)),
            y=alt.Y(field=value, type="quantitative", title=None, axis=amounts()),
            color=alt.Color(field=line, type="ordinal", legend=legend()),
        )
    )


def trade(columns: list[Column], across: str, marked: str, title: str) -> alt.LayerChart:
    """Folded shares over a number, and a rule where a row is `marked`."""
    lines = (
        plot(columns)
        .mark_line(style="curve", point=alt.OverlayMarkDef(size=14))
        .encode(
            x=alt.X(field=across, type="quantitative", title=title, axis=alt.Axis(grid=False)),
            y=alt.Y(field="amount", type="quantitative", title=None, axis=alt.Axis(format=SHARE, tickCount=STEPS)),
            color=alt.Color(field="measure", type="nominal", sort=None, legend=legend()),
        )
    )
    rule = (
        alt.Chart(alt.NamedData("rows"))
        .transform_filter(f"datum['{marked}']")
        .mark_rule(style="in_use")
        .encode(x=alt.X(field=across, type="quantitative"))
    )
    return alt.layer(rule, lines).properties(width="container", height=PLOT_HEIGHT)


def ribbons(columns: list[Column]) -> alt.LayerChart:
    """Flows from names on the left to names on the right, as `flow.js` lays them out."""
    data = alt.Chart(alt.NamedData("rows"))
    hidden = {"axis": None, "title": None}
    room = alt.Scale(domain=[0, 1], rangeMin=LABEL_ROOM, rangeMax=alt.ExprRef(f"width - {LABEL_ROOM}"))
    across = alt.X(field="x", type="quantitative", scale=room, **hidden)
    area = (
        data.transform_filter("datum.kind === 'ribbon'")
        .mark_area(style="ribbon")
        .encode(
            x=across,
            y=alt.Y(field="low", type="quantitative", scale=alt.Scale(reverse=True, nice=False), **hidden),
            y2=alt.Y2(field="high"),
            detail=alt.Detail(field="ribbon", type="nominal"),
            color=alt.Color(field="direction", type="nominal", sort=None, legend=legend()),
            tooltip=[column.tooltip() for column in columns],
        )
    )
    names = data.encode(
        x=across, y=alt.Y(field="low", type="quantitative"), text=alt.Text(field="label", type="nominal")
    )
    left = names.transform_filter("datum.kind === 'left'").mark_text(style="label", align="right", dx=-8)
    right = names.transform_filter("datum.kind === 'right'").mark_text(style="label", align="left", dx=8)
    return alt.layer(area, left, right).properties(width="container", height=460)


def _month() -> alt.X:
    # In UTC: elsewhere the first of a month is the last of another.
    axis = alt.Axis(format="@axis.month", grid=False, labelOverlap="greedy", labelSeparation=16, tickCount="month")
    return alt.X(field="at", type="temporal", scale=alt.Scale(type="utc"), title=None, axis=axis)
