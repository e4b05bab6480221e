"""The parts a page is made of, and how a number is written."""

from dataclasses import dataclass, field
from typing import Any

import altair as alt

from orchestration.dashboard.marts import Row

NOTHING = "–"

# How a kind of number is written: by Python in text and tables, by d3-format in tooltips.
PYTHON_FORMATS = {
    "text": "{}",
    "month": "{:.7}",
    "count": "{:,.0f}",
    "credit": "{:,.1f}",
    "money": "{:,.0f}",
    "share": "{:.1%}",
    "signed_share": "{:+,.0%}",
    "ratio": "{:,.2f}",
    "days": "{:,.1f}",
}
D3_FORMATS = {
    "count": ",.0f",
    "credit": ",.1f",
    "money": ",.0f",
    "share": ".1%",
    "signed_share": "+,.0%",
    "ratio": ",.2f",
    "days": ",.1f",
}


def write(value: Any, kind: str) -> str:
    """The value as people read it, with a minus sign rather than a hyphen."""
    if value is None:
        return NOTHING
    written = PYTHON_FORMATS[kind].format(value)
    return written.replace("-", "−") if kind in D3_FORMATS else written


@dataclass(frozen=True)
class Column:
    """A column of a figure's table and line of its tooltip."""

    name: str
    label: str
    kind: str = "text"

    @property
    def is_number(self) -> bool:
        return self.kind in D3_FORMATS

    def write(self, row: Row) -> str:
        return write(row[self.name], self.kind)

    def tooltip(self) -> alt.Tooltip:
        if self.kind == "month":
            return alt.Tooltip(
                field=self.name, type="temporal", timeUnit="utcyearmonth", title=self.label, format="%b %Y"
            )
        if self.kind == "text":
            return alt.Tooltip(field=self.name, type="nominal", title=self.label)
        return alt.Tooltip(field=self.name, type="quantitative", title=self.label, format=D3_FORMATS[self.kind])


@dataclass(frozen=True)
class Headline:
    """One figure of the overview: `value` is exact, `shown` and `note` are for people."""

    key: str
    label: str
    value: float | None
    shown: str
    note: str


@dataclass(frozen=True)
class Figure:
    """A chart with its title, the people behind it, and the same numbers as a table.

    `by_model`: its rows have a `model`, and the page shows those of the attribution model that the reader picks.
    `wide`: it has no neighbour on its row. A table always is.
    """

    key: str
    title: str
    subtitle: str
    columns: list[Column]
    rows: list[Row]
    chart: alt.TopLevelMixin | None = None
    by_model: bool = False
    wide: bool = False

    @property
    def has_money(self) -> bool:
        return any(column.kind == "money" for column in self.columns)

    def spec(self) -> dict[str, Any]:
        """Vega-Lite without colours and fonts of its own: the page's style sheet decides them."""
        spec = self.chart.properties(description=f"{self.title}. {self.subtitle}").to_dict()
        return {key: value for key, value in spec.items() if key not in ("$schema", "config")}


@dataclass(frozen=True)
class Section:
    """A part of the page. Without headlines and figures it says that there is no data yet."""

    key: str
    title: str
    intro: str
    headlines: list[Headline] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    models: list[str] = field(default_factory=list)
