"""The page's kinds of chart, as Vega-Lite without data, words and colours.

Data come from the page's filters as `rows`; words are text keys (`@column.people`); colours are the style sheet's and
come through `theme.js`. Width follows the page, height the number of names. `label` is what is written behind a mark.
"""

from typing import Any

import altair as alt

from orchestration.dashboard.figures import Column

ROW_HEIGHT = 26
PLOT_HEIGHT = 260
# About as many steps as an axis has; it ends at the step after the last mark.
STEPS = 5
# Room in pixels for the label behind a mark.
LABEL_ROOM = 130
LOSS_ROOM = 50
# As on a phone.
NARROW = "containerSize()[0] < 520"
LABEL_LIMIT = alt.ExprRef("containerSize()[0] < 700 ? 130 : 260")
# As the rows come; layers that show only some of them would otherwise disagree.
IN_ORDER = alt.EncodingSortField(field="place", op="min")
MEASURES_HEIGHT = 46
SHARE = "~%"


def bars(columns: list[Column], name: str, value: str) -> alt.LayerChart:
    """Horizontal bars in the order of the rows."""
    base = _base(columns, name).encode(x=alt.X(field=value, type="quantitative", axis=None, scale=_scale()))
    return sized(alt.layer(base.mark_bar(style="bar"), _labels(base)))


def split_bars(columns: list[Column], name: str, value: str, part: str, order: str | None = None) -> alt.Chart:
    """Horizontal bars made of parts, told apart by colour; `order` is a field that sorts them."""
    sort = alt.EncodingSortField(field=order, op="min") if order else None
    chart = (
        _base(columns, name)
        .mark_bar(style="bar")
        .encode(
            x=alt.X(field=value, type="quantitative", title=None, axis=counts()),
            color=alt.Color(field=part, type="nominal", sort=sort, legend=legend()),
        )
    )
    return sized(chart)


def intervals(
    columns: list[Column], name: str, middle: str, low: str, high: str, axis: str | None, row_height: int = ROW_HEIGHT
) -> alt.LayerChart:
    """A point and the range around it per row, in the order of the rows: numbers of the format `axis`, or amounts."""
    return sized(alt.layer(*_interval_layers(columns, name, middle, low, high, axis)), row_height)


def _interval_layers(
    columns: list[Column], name: str, middle: str, low: str, high: str, number_format: str | None
) -> list[alt.Chart]:
    base = _base(columns, name)
    scale = _scale(nice=STEPS)
    axis = alt.Axis(format=number_format, tickCount=STEPS) if number_format else amounts()
    ranges = base.mark_rule(style="interval").encode(
        x=alt.X(field=low, type="quantitative", axis=axis, scale=scale, title=None),
        x2=alt.X2(field=high),
    )
    points = base.mark_point(style="middle").encode(x=alt.X(field=middle, type="quantitative"))
    labels = _labels(base).encode(x=alt.X(field=high, type="quantitative"))
    return [ranges, points, labels]


def beside(columns: list[Column], name: str, seen: str, low: str, high: str, expected: str) -> alt.LayerChart:
    """What was seen, with its interval, and a tick where it was expected."""
    layers = _interval_layers(columns, name, seen, low, high, SHARE)
    tick = _base(columns, name).mark_tick(style="expected").encode(x=alt.X(field=expected, type="quantitative"))
    return sized(alt.layer(*layers, tick))


def measures(columns: list[Column], name: str, axis: str | None = None) -> alt.Chart:
    """Bars of several folded measures side by side per name: amounts, or numbers of the format `axis`."""
    numbers = alt.Axis(format=axis, tickCount=STEPS) if axis else amounts()
    chart = (
        _base(columns, name)
        .mark_bar(style="bar")
        .encode(
            x=alt.X(field="amount", type="quantitative", title=None, axis=numbers, scale=alt.Scale(nice=STEPS)),
            yOffset=alt.YOffset(field="measure", type="nominal", sort=None),
            # A legend on top would push the names away from those of `gains`.
            color=alt.Color(field="measure", type="nominal", sort=None, legend=legend("bottom")),
        )
    )
    return sized(chart, MEASURES_HEIGHT)


def gains(columns: list[Column], name: str, value: str, row_height: int = ROW_HEIGHT) -> alt.LayerChart:
    """Bars to the right (gain) or left (loss) of zero."""
    base = _base(columns, name).encode(
        x=alt.X(field=value, type="quantitative", axis=None, scale=_scale(room_before=LOSS_ROOM))
    )
    gain = base.transform_filter(f"!(datum['{value}'] < 0)")
    loss = base.transform_filter(f"datum['{value}'] < 0")
    layers = [
        gain.mark_bar(style="gain"),
        loss.mark_bar(style="loss"),
        _labels(gain),
        _labels(loss, align="right", dx=-6),
    ]
    return sized(alt.layer(*layers), row_height)


def parts_of_change(columns: list[Column], name: str, total: str) -> alt.LayerChart:
    """Two folded parts of a change, stacked from zero, and a point where they sum to."""
    axis = alt.Axis(format="+~%", tickCount=STEPS)
    parts = (
        _base(columns, name)
        .mark_bar(style="bar")
        .encode(
            x=alt.X(field="amount", type="quantitative", title=None, axis=axis),
            color=alt.Color(field="measure", type="nominal", sort=None, legend=legend()),
        )
    )
    sums = _base(columns, name).mark_point(style="middle").encode(x=alt.X(field=total, type="quantitative"))
    return sized(alt.layer(parts, sums))


def spread(columns: list[Column], name: str, value: str, picked: str) -> alt.LayerChart:
    """A point per row and name on one line each, with the picked ones strong."""
    base = _base(columns, name).encode(
        x=alt.X(field=value, type="quantitative", title=None, axis=amounts(), scale=alt.Scale(nice=STEPS))
    )
    ranges = (
        _base(columns[:1], name)
        .mark_rule(style="range")
        .encode(x=alt.X(field=value, type="quantitative", aggregate="min"), x2=alt.X2(field=value, aggregate="max"))
    )
    others = base.transform_filter(f"!datum['{picked}']").mark_point(style="other")
    strong = base.transform_filter(f"datum['{picked}']").mark_point(style="middle")
    return sized(alt.layer(ranges, others, strong))


def plot(columns: list[Column]) -> alt.Chart:
    return alt.Chart(alt.NamedData("rows"), width="container", height=PLOT_HEIGHT).encode(
        tooltip=[column.tooltip() for column in columns]
    )


def _base(columns: list[Column], name: str) -> alt.Chart:
    return alt.Chart(alt.NamedData("rows")).encode(
        y=alt.Y(field=name, type="nominal", sort=IN_ORDER, title=None, axis=alt.Axis(labelLimit=LABEL_LIMIT)),
        tooltip=[column.tooltip() for column in columns],
    )


def amounts() -> alt.Axis:
    return alt.Axis(labelExpr="@axis.amount", grid=True, tickCount=STEPS)


def counts() -> alt.Axis:
    return alt.Axis(labelExpr="datum.value % 1 ? '' : format(datum.value, ',.0f')", tickCount=STEPS)


def legend(orient: str = "top") -> alt.Legend:
    return alt.Legend(title=None, orient=orient, columns=alt.ExprRef(f"{NARROW} ? 1 : 4"))


def _scale(room_before: int = 0, nice: int | bool = False) -> alt.Scale:
    """From zero, with room for the labels on both sides whatever the width of the page."""
    return alt.Scale(zero=True, nice=nice, rangeMin=room_before, rangeMax=alt.ExprRef(f"width - {LABEL_ROOM}"))


def _labels(base: alt.Chart, align: str = "left", dx: int = 6) -> alt.Chart:
    return base.mark_text(style="label", align=align, dx=dx).encode(text=alt.Text(field="label", type="nominal"))


def sized(chart: Any, row_height: int = ROW_HEIGHT) -> Any:
    return chart.properties(width="container", height=alt.Step(step=row_height, **{"for": "position"}))
