"""Charts of two ordered classes: a cell for each pair. As in `charts.py`, without data, words and colours.

What goes across comes with the field that orders it; what goes down stands in the order of the rows.
"""

import altair as alt

from orchestration.dashboard.charts import IN_ORDER, NARROW, ROW_HEIGHT, amounts, plot, sized
from orchestration.dashboard.figures import Column

# Where there is little room, as on a phone, names of columns stand aslant.
TILT = f"{NARROW} ? -60 : 0"
ALIGN = f"{NARROW} ? 'left' : 'center'"


def matrix(
    columns: list[Column], across: tuple[str, str], down: str, value: str, row_height: int = 44
) -> alt.LayerChart:
    """Cells of two ordered classes, darker where there are more, each with its `label`."""
    base = _cells(columns, across, down)
    cells = base.mark_rect(style="cell").encode(
        opacity=alt.Opacity(
            field=value, type="quantitative", legend=None, scale=alt.Scale(zero=True, range=[0.05, 0.6])
        )
    )
    return sized(alt.layer(cells, _cell_labels(base)), row_height)


def ripening(columns: list[Column], across: tuple[str, str], down: str, value: str) -> alt.LayerChart:
    """The same for a rate; where it is not known yet the cell is hatched (`unripe` in the style sheet)."""
    base = _cells(columns, across, down)
    ripe = base.transform_filter(f"isValid(datum['{value}'])")
    unripe = base.transform_filter(f"!isValid(datum['{value}'])")
    cells = ripe.mark_rect(style="cell").encode(
        opacity=alt.Opacity(
            field=value, type="quantitative", legend=None, scale=alt.Scale(zero=True, range=[0.05, 0.65])
        )
    )
    layers = alt.layer(cells, unripe.mark_rect(style="unripe").properties(name="unripe"), _cell_labels(ripe))
    return sized(layers, ROW_HEIGHT)


def deviations(columns: list[Column], across: tuple[str, str], down: str, value: str, marked: str) -> alt.LayerChart:
    """Cells coloured by how far a number lies from zero, framed where `marked`."""
    base = _cells(columns, across, down)
    color = alt.Color(
        field=value,
        type="quantitative",
        legend=None,
        scale=alt.Scale(domain=[-4, 4], domainMid=0, clamp=True, interpolate="rgb"),
    )
    cells = base.mark_rect(style="deviation").encode(color=color)
    frames = base.transform_filter(f"datum['{marked}']").mark_rect(style="frame")
    return sized(alt.layer(cells, frames, _cell_labels(base)), ROW_HEIGHT)


def bubbles(columns: list[Column], across: str, down: str, value: str, labels: tuple[str, str]) -> alt.Chart:
    """Circles in the cells of two ordered classes, larger where there are more; `labels` are the axes' texts."""
    return sized(
        plot(columns)
        .mark_circle(style="bubble")
        .encode(
            x=alt.X(field=across, type="ordinal", axis=alt.Axis(labelAngle=0, format=".0%"), title=labels[0]),
            y=alt.Y(field=down, type="ordinal", sort="descending", axis=amounts(), title=labels[1]),
            size=alt.Size(field=value, type="quantitative", legend=None, scale=alt.Scale(range=[8, 500])),
        ),
        ROW_HEIGHT,
    )


def _cells(columns: list[Column], across: tuple[str, str], down: str) -> alt.Chart:
    axis = alt.Axis(orient="top", labelLimit=90, labelAngle=alt.ExprRef(TILT), labelAlign=alt.ExprRef(ALIGN))
    order = alt.EncodingSortField(field=across[1], op="min")
    return alt.Chart(alt.NamedData("rows")).encode(
        x=alt.X(field=across[0], type="ordinal", sort=order, axis=axis, title=None),
        y=alt.Y(field=down, type="ordinal", sort=IN_ORDER, title=None),
        tooltip=[column.tooltip() for column in columns],
    )


def _cell_labels(base: alt.Chart) -> alt.Chart:
    return base.mark_text(style="cell_label").encode(text=alt.Text(field="label", type="nominal"))
