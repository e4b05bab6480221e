"""The parts a page is made of. They name their words by key, so that a page can be written in any language."""

from dataclasses import asdict, dataclass, field
from typing import Any

import altair as alt

from orchestration.dashboard.marts import Row

# How a kind of number is written in tooltips, as d3-format has it; `numbers.js` writes it elsewhere.
D3_FORMATS = {
    "count": ",.0f",
    "credit": ",.1f",
    "money": ",.0f",
    "share": ".1%",
    "rounded_share": ".0%",
    "signed_share": "+,.0%",
    "points_of_rate": "+.1%",
    "ratio": ",.2f",
    "small_ratio": ".4f",
    "days": ",.1f",
    "points": ",.0f",
}


@dataclass(frozen=True)
class Column:
    """A column of a figure's table and a line of its tooltip.

    Values of kind `name` are codes (`paid_search`) and are shown by their names in the page's language.
    """

    name: str
    kind: str = "text"
    label: str | None = None

    @property
    def text(self) -> str:
        return f"column.{self.label or self.name}"

    @property
    def is_number(self) -> bool:
        return self.kind in D3_FORMATS

    def tooltip(self) -> alt.Tooltip:
        if not self.is_number:
            return alt.Tooltip(field=self.name, type="nominal", title=f"@{self.text}")
        return alt.Tooltip(field=self.name, type="quantitative", title=f"@{self.text}", format=D3_FORMATS[self.kind])


@dataclass(frozen=True)
class Dataset:
    """Rows that figures share, written into the page once.

    Fields in `totals` have rows of their own for `(all)`; of others, all is the sum of the parts.
    """

    name: str
    rows: list[Row]
    totals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rows:
    """Which rows of a dataset a figure shows, and what is worked out of them. The page's `rows.js` does it.

    In this order: rows that fit what the reader picked (`follows`: filter to field), `only` and `without`; sums by
    `group`; `derive`, each a field, a formula of `formulas.js` and its arguments; `sort` (field, descending); the first
    `limit`. `with_before`: the picked months and as many before them, where months are looked at side by side.
    """

    data: str
    follows: dict[str, str] = field(default_factory=dict)
    only: dict[str, Any] = field(default_factory=dict)
    without: dict[str, Any] = field(default_factory=dict)
    group: list[str] = field(default_factory=list)
    sums: list[str] = field(default_factory=list)
    derive: list[tuple] = field(default_factory=list)
    sort: list[tuple[str, bool]] = field(default_factory=list)
    limit: int | None = None
    with_before: bool = False


@dataclass(frozen=True)
class Figure:
    """A chart with its title and the same numbers as a table; without a chart, the table alone.

    `behind`: how many stand behind it, as a unit (`people`), how to count (`sum`, `first`, `most`) and a field.
    `fold`: fields that the chart draws as one `amount` each, told apart by `measure`.
    `wide`: it has no neighbour on its row. A table never has.
    """

    key: str
    rows: Rows
    columns: list[Column]
    behind: tuple[str, str, str]
    chart: alt.TopLevelMixin | None = None
    fold: list[str] = field(default_factory=list)
    wide: bool = False

    @property
    def has_money(self) -> bool:
        return any(column.kind == "money" for column in self.columns)

    def as_told_to_the_page(self) -> dict[str, Any]:
        columns = [{"name": column.name, "kind": column.kind, "label": f"@{column.text}"} for column in self.columns]
        # Whether a browser draws it is tested; holding it against the schema would take half of the time.
        spec = self.chart.to_dict(validate=False) if self.chart else None
        return {
            "rows": asdict(self.rows),
            "columns": columns,
            "behind": self.behind,
            "fold": [[name, f"@column.{name}"] for name in self.fold],
            "spec": {key: value for key, value in spec.items() if key not in ("$schema", "config")} if spec else None,
        }


@dataclass(frozen=True)
class Headline:
    """One number of the overview: a formula over sums of `returns`, beside the same of the period before.

    `better`: whether `more` of it or `less` is good news; neither where it depends.
    """

    key: str
    kind: str
    formula: tuple
    better: str | None = None


@dataclass(frozen=True)
class Notice:
    """A sentence of the overview: the numbers in it, and the section that says more."""

    key: str
    section: str
    values: Row


@dataclass(frozen=True)
class Section:
    """A part of the page. Without figures it says why there is nothing to see."""

    key: str
    figures: list[Figure] = field(default_factory=list)
    datasets: list[Dataset] = field(default_factory=list)
    headlines: list[Headline] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
