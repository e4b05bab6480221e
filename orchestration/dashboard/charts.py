"""The page's kinds of chart, as Vega-Lite without colours: those come from the style sheet through `page.js`.

Rows bring `name` (what the mark stands for) and `label` (the figures written behind it) beside the fields drawn.
Width follows the page; height follows the number of names.
"""

from typing import Any

import altair as alt

from orchestration.dashboard.figures import Column
from orchestration.dashboard.marts import Row

ROW_HEIGHT = 26
PLOT_HEIGHT = 260
# About as many steps as an axis has; it ends at the step after the last mark.
STEPS = 5
# Room in pixels for the label behind a mark.
LABEL_ROOM = 130
LOSS_ROOM = 50
MEASURES_HEIGHT = 46
LARGEST_FIRST = alt.EncodingSortField(field="size", op="max", order="descending")


def bars(rows: list[Row], columns: list[Column], value: str) -> alt.LayerChart:
    """Horizontal bars in the order of the rows."""
    base = _base(rows, columns).encode(x=alt.X(field=value, type="quantitative", axis=None, scale=_scale()))
    return _sized(alt.layer(base.mark_bar(style="bar"), _labels(base)), rows)


def intervals(
    rows: list[Row], columns: list[Column], middle: str, low: str, high: str, number_format: str
) -> alt.LayerChart:
    """A point and the range around it per row, in the order of the rows."""
    base = _base(rows, columns)
    axis = alt.Axis(format=number_format, tickCount=STEPS)
    ranges = base.mark_rule(style="interval").encode(
        x=alt.X(field=low, type="quantitative", axis=axis, scale=_scale(nice=STEPS), title=None), x2=alt.X2(field=high)
    )
    points = base.mark_point(style="middle").encode(x=alt.X(field=middle, type="quantitative"))
    labels = _labels(base).encode(x=alt.X(field=high, type="quantitative"))
    return _sized(alt.layer(ranges, points, labels), rows)


def measures(rows: list[Row], columns: list[Column], model: alt.Parameter) -> alt.Chart:
    """Bars of several `measure`s side by side per name, the largest `size` on top, of the picked model."""
    # A legend on top would push the names away from those of `gains`.
    legend = alt.Legend(title=None, orient="bottom")
    chart = _base(rows, columns, sort=LARGEST_FIRST).encode(
        x=alt.X(field="amount", type="quantitative", title=None, axis=_amounts(), scale=alt.Scale(nice=STEPS)),
        yOffset=alt.YOffset(field="measure", type="nominal", sort=None),
        color=alt.Color(field="measure", type="nominal", sort=None, legend=legend),
    )
    return _of_model(_sized(chart.mark_bar(style="bar"), rows, row_height=MEASURES_HEIGHT), model)


def gains(rows: list[Row], columns: list[Column], value: str, model: alt.Parameter) -> alt.LayerChart:
    """Bars to the right (gain) or left (loss) of zero, of the picked model.

    Names stand as in `measures`, so that the two side by side read as one.
    """
    base = _base(rows, columns, sort=LARGEST_FIRST).encode(
        x=alt.X(field=value, type="quantitative", axis=None, scale=_scale(room_before=LOSS_ROOM))
    )
    gain = base.transform_filter(f"datum['{value}'] >= 0")
    loss = base.transform_filter(f"datum['{value}'] < 0")
    return _of_model(
        _sized(
            alt.layer(
                gain.mark_bar(style="gain"),
                loss.mark_bar(style="loss"),
                _labels(gain),
                _labels(loss, align="right", dx=-6),
            ),
            rows,
            row_height=MEASURES_HEIGHT,
        ),
        model,
    )


def histogram(
    rows: list[Row], columns: list[Column], start: str, end: str, value: str, domain: tuple[int, int]
) -> alt.Chart:
    """Vertical bars over equal bins of a number that lies within `domain`."""
    # Not stacked: stacked bars with round corners lose their width.
    height = alt.Y(
        field=value, type="quantitative", stack=None, title=None, axis=alt.Axis(format=",.0f", tickCount=STEPS)
    )
    return (
        alt.Chart(alt.Data(values=rows), width="container", height=PLOT_HEIGHT)
        .mark_bar(style="bar", binSpacing=1)
        .encode(
            x=alt.X(field=start, type="quantitative", bin="binned", title=None, scale=alt.Scale(domain=domain)),
            x2=alt.X2(field=end),
            y=height,
            tooltip=[column.tooltip() for column in columns],
        )
    )


def months(rows: list[Row], columns: list[Column], value: str, measure: str) -> alt.Chart:
    """A line per value of `measure` over `month`, the first day of one."""
    return (
        alt.Chart(alt.Data(values=rows), width="container", height=PLOT_HEIGHT)
        .mark_line(style="curve", point=alt.OverlayMarkDef(size=14))
        .encode(
            x=_month(),
            y=alt.Y(field=value, type="quantitative", title=None, axis=_amounts()),
            color=alt.Color(field=measure, type="nominal", sort=None, legend=alt.Legend(title=None, orient="top")),
            tooltip=[column.tooltip() for column in columns],
        )
    )


def months_of_one(rows: list[Row], columns: list[Column], value: str) -> alt.Chart:
    """A bar per `month`, the first day of one."""
    height = alt.Y(field=value, type="quantitative", title=None, axis=alt.Axis(format=",.0f", tickCount=STEPS))
    return (
        alt.Chart(alt.Data(values=rows), width="container", height=PLOT_HEIGHT)
        .mark_bar(style="bar")
        .encode(x=_month(), y=height, tooltip=[column.tooltip() for column in columns])
    )


def matrix(rows: list[Row], columns: list[Column], across: str, down: str, value: str) -> alt.LayerChart:
    """Cells of two ordered classes, darker where there are more, each with its count."""
    base = alt.Chart(alt.Data(values=rows), width="container", height=PLOT_HEIGHT).encode(
        x=alt.X(field=across, type="ordinal", axis=alt.Axis(labelAngle=0, orient="top"), title=None),
        y=alt.Y(field=down, type="ordinal", title=None),
        tooltip=[column.tooltip() for column in columns],
    )
    cells = base.mark_rect(style="matrix_cell").encode(
        opacity=alt.Opacity(
            field=value, type="quantitative", legend=None, scale=alt.Scale(zero=True, range=[0.05, 0.6])
        )
    )
    return alt.layer(cells, base.mark_text(style="matrix_label").encode(text=alt.Text(field="label", type="nominal")))


def curves(rows: list[Row], columns: list[Column], across: str, value: str, line: str) -> alt.Chart:
    """One line per value of `line`, later ones stronger."""
    return (
        alt.Chart(alt.Data(values=rows), width="container", height=PLOT_HEIGHT)
        .mark_line(style="curve", point=alt.OverlayMarkDef(size=14))
        .encode(
            x=alt.X(field=across, type="quantitative", title=None, axis=alt.Axis(tickMinStep=1)),
            y=alt.Y(field=value, type="quantitative", title=None, axis=_amounts()),
            color=alt.Color(field=line, type="ordinal", legend=alt.Legend(title=None, orient="top", columns=6)),
            tooltip=[column.tooltip() for column in columns],
        )
    )


def _base(rows: list[Row], columns: list[Column], sort: Any = None) -> alt.Chart:
    return alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y(field="name", type="nominal", sort=sort, title=None, axis=alt.Axis(labelLimit=150)),
        tooltip=[column.tooltip() for column in columns],
    )


def _amounts() -> alt.Axis:
    return alt.Axis(format="~s", labelExpr="datum.value === 0 ? '0' : datum.label", grid=True, tickCount=STEPS)


def _month() -> alt.X:
    # In UTC: elsewhere the first of a month is the last of another.
    axis = alt.Axis(format="%b %Y", grid=False, labelOverlap="greedy", labelSeparation=16)
    return alt.X(field="month", type="temporal", timeUnit="utcyearmonth", title=None, axis=axis)


def _scale(room_before: int = 0, nice: int | bool = False) -> alt.Scale:
    """From zero, with room for the labels on both sides whatever the width of the page."""
    return alt.Scale(zero=True, nice=nice, rangeMin=room_before, rangeMax=alt.ExprRef(f"width - {LABEL_ROOM}"))


def _labels(base: alt.Chart, align: str = "left", dx: int = 6) -> alt.Chart:
    return base.mark_text(style="label", align=align, dx=dx).encode(text=alt.Text(field="label", type="nominal"))


def _sized(chart: Any, rows: list[Row], row_height: int = ROW_HEIGHT) -> Any:
    names = {row["name"] for row in rows}
    return chart.properties(width="container", height=row_height * len(names))


def _of_model(chart: Any, model: alt.Parameter) -> Any:
    return chart.add_params(model).transform_filter(f"datum.model === {model.name}")
