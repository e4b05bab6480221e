"""The page: its figures are the marts', it needs no server, and no text from data becomes markup."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration.dashboard import write_dashboard
from orchestration.dashboard.rates import wilson
from tests.pipeline.page_marts import AS_OF, TABLES, make_marts

PROJECT_ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_marts(tmp_path_factory.mktemp("marts") / "marts.duckdb")


@pytest.fixture(scope="module")
def page(marts: Path) -> Path:
    return write_dashboard(marts, marts.parent / "dashboard.html", "20260301T123000-abcdef", AS_OF, "EUR")


class Parsed(HTMLParser):
    """The page's tags with their attributes, and the visible text."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def headlines(self) -> dict[str, str | None]:
        return {attrs["data-headline"]: attrs["data-value"] for _, attrs in self.tags if "data-headline" in attrs}


def specs(page: Path) -> dict:
    found = re.search(r'<script type="application/json" id="specs">(.*?)</script>', page.read_text(encoding="utf-8"))
    return json.loads(found[1])


def cells(page: Path, figure: str) -> list[list[str]]:
    """The rows of a figure's table, without those of models that are not picked."""
    part = page.read_text(encoding="utf-8").split(f'aria-labelledby="{figure}-title"')[1].split("</figure>")[0]
    rows = re.findall(r"<tr(?: data-model=\"\w+\")?>(.*?)</tr>", part.split("<tbody>")[1], re.DOTALL)
    return [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in rows]


def test_columns_that_the_page_reads_are_promised_by_the_marts(marts: Path) -> None:
    promised = set()
    for path in (PROJECT_ROOT / "dbt_project" / "models" / "marts").glob("*/*.yml"):
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]:
            promised |= {(path.parent.name, model["name"], column["name"]) for column in model["columns"]}
    with duckdb.connect(marts, read_only=True) as connection:
        read = connection.execute("select table_schema, table_name, column_name from information_schema.columns")
        assert set(read.fetchall()) - promised == set()


def test_overview_figures_are_those_of_the_marts(page: Path) -> None:
    values = {key: float(value) for key, value in Parsed(page).headlines().items()}
    assert values == pytest.approx(
        {
            "people": 100,
            "mqls": 50,
            "customers": 15,
            "conversion_rate": 0.15,
            "revenue": 2234.56,
            "spend": 500,
            # Under the linear model, email and paid search brought 900 and 300; the rest came without spend.
            "paid_roi": (1200 - 500) / 500,
            "blended_roi": (1234.56 - 500) / 500,
        }
    )


def test_tables_repeat_the_marts(page: Path) -> None:
    assert cells(page, "funnel-lifecycle-counts") == [
        ["Lead", "100", "100.0%"],
        ["MQL", "50", "50.0%"],
        ["Customer", "15", "15.0%"],
    ]
    assert cells(page, "funnel-channels")[0][:4] == ["Email", "60", "15", "25.0%"]
    assert cells(page, "lifecycle-time") == [["Lead", "9", "3.0", "5.0", "7.0"]]
    assert cells(page, "channel_roi-returns")[2] == ["Direct", "0.0", "0", "235", "35", "–", "–", "–", "–", "no spend"]
    assert cells(page, "clv-channel")[0] == ["Email", "10", "120"]


def test_a_cohort_has_a_value_only_for_months_that_all_of_it_has_had(page: Path) -> None:
    assert cells(page, "clv-curves") == [["2025 Q1", "0", "40", "15"]]


def test_scores_are_counted_once_and_100_is_in_the_last_bin(page: Path) -> None:
    rows = cells(page, "lead_score-distribution")
    assert rows[0] == ["0", "5", "5"]
    assert rows[-1] == ["95", "100", "6"]
    assert sum(int(row[2]) for row in rows) == 101


def test_interval_is_wilsons() -> None:
    # Brown, Cai, DasGupta (2001): 0 of 10 and 5 of 10 at 95 %.
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)


def test_page_refers_to_nothing_outside_itself(page: Path) -> None:
    outside = [
        (tag, name, value)
        for tag, attrs in Parsed(page).tags
        for name, value in attrs.items()
        if name in ("src", "href", "srcset", "action", "data") and not (value or "").startswith("#")
    ]
    assert outside == []
    style = re.search(r"<style>(.*?)</style>", page.read_text(encoding="utf-8"), re.DOTALL)[1]
    assert "url(" not in style
    assert "@import" not in style
    assert page.stat().st_size < 5_000_000


def test_S07_markup_in_data_stays_text(page: Path) -> None:
    assert "&lt;img src=x onerror=" in page.read_text(encoding="utf-8")
    tags = [tag for tag, _ in Parsed(page).tags]
    assert "img" not in tags
    # The data of the charts, the bundle and the page's own script.
    assert tags.count("script") == 3


def test_page_holds_no_person(page: Path) -> None:
    assert "person-" not in page.read_text(encoding="utf-8")


def test_empty_marts_say_no_data_yet_in_every_section(tmp_path: Path) -> None:
    empty = tmp_path / "marts.duckdb"
    with duckdb.connect(empty) as connection:
        connection.execute(TABLES)
    page = write_dashboard(empty, tmp_path / "dashboard.html", "empty", AS_OF, "EUR")
    sections = [tag for tag, _ in Parsed(page).tags if tag == "section"]
    assert page.read_text(encoding="utf-8").count("No data yet.") == len(sections) == 6


def test_a_month_without_anything_is_a_zero_and_not_a_gap(page: Path) -> None:
    assert cells(page, "overview-money") == [
        ["2026-03", "0", "235", "35"],
        ["2026-02", "0", "0", "0"],
        ["2026-01", "100", "1,500", "900"],
    ]


def test_money_names_its_currency_and_people_do_not(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.search(r"<dt>Money in</dt>\s*<dd>EUR</dd>", text)
    assert "Money is in EUR." in text
    subtitles = dict(re.findall(r'<h3 id="([\w-]+)-title">.*?</h3>\s*<p>(.*?)</p>', text, re.DOTALL))
    money = {figure for figure, subtitle in subtitles.items() if "in EUR" in subtitle}
    assert {"overview-money", "channel_roi-money", "channel_roi-returns", "clv-channel"} <= money
    assert not {"overview-leads", "funnel-channels", "lifecycle-current", "lead_score-matrix"} & money
