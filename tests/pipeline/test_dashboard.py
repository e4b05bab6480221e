"""The page: its figures are the marts', it needs no server, and no text from data becomes markup."""

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration.dashboard import write_dashboard
from orchestration.dashboard.rates import wilson

PROJECT_ROOT = Path(__file__).parents[2]
AS_OF = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
EVIL = '<img src=x onerror="alert(1)"></script><script>alert(2)</script>'

# The columns that the page reads.
TABLES = """
    create schema core;
    create schema funnel;
    create schema lifecycle;
    create schema lead_score;
    create schema channel_roi;
    create schema clv;
    create table core.people (person_id text, lifecycle_stage text, is_valid boolean);
    create table funnel.funnel_conversions (
        funnel text, cohort_month date, channel text, segment text,
        step_number int, step text, entered int, converted int
    );
    create table lifecycle.lifecycle_intervals (
        person_id text, stage text, entered_at timestamp, exited_at timestamp, days_in_stage double, is_inferred boolean
    );
    create table lead_score.lead_scores (
        person_id text, lead_score decimal(18, 9), fit_grade text, engagement_band int, temperature text
    );
    create table channel_roi.channel_returns (
        month text, channel text, attribution_model text, spend decimal(18, 2), leads double, customers double,
        revenue decimal(18, 2), margin decimal(18, 2), cpl double, cac double, roas double, roi double, ratio_note text
    );
    create table channel_roi.campaign_returns (
        month text, campaign_id text, campaign_name text, attribution_model text,
        spend decimal(18, 2), customers double, revenue decimal(18, 2), margin decimal(18, 2), roi double
    );
    create table clv.clv_by_group (
        group_kind text, group_value text, customers int, historical_clv double, repeat_purchase_rate double
    );
    create table clv.clv_curves (
        group_kind text, group_value text, month_number int, customers int, cumulative_margin decimal(18, 2)
    );
"""

# 100 people over ten stages and scores; 70 leads of one month and 30 of the next; two channels; two models.
ROWS = """
    insert into core.people
    select
        'person-' || n,
        case when n < 50 then 'lead' when n < 80 then 'mql' when n < 95 then 'customer' else 'lost' end,
        n <> 7
    from range(100) as numbers(n);

    insert into funnel.funnel_conversions
    select funnel, cohort_month, channel, '(all)', step_number, step, entered, converted
    from (values
        ('lifecycle', date '2026-01-01', '(all)', 1, 'lead', 70, 40),
        ('lifecycle', date '2026-01-01', '(all)', 2, 'mql', 40, 10),
        ('lifecycle', date '2026-01-01', '(all)', 3, 'customer', 10, null),
        ('lifecycle', date '2026-02-01', '(all)', 1, 'lead', 30, 10),
        ('lifecycle', date '2026-02-01', '(all)', 2, 'mql', 10, 5),
        ('lifecycle', date '2026-02-01', '(all)', 3, 'customer', 5, null),
        ('lifecycle', date '2026-01-01', 'email', 1, 'lead', 60, 40),
        ('lifecycle', date '2026-01-01', 'email', 3, 'customer', 15, null),
        ('lifecycle', date '2026-01-01', 'paid_search', 1, 'lead', 40, 10),
        ('buyer_journey', date '2026-01-01', '(all)', 1, 'awareness', 90, 30),
        ('buyer_journey', date '2026-01-01', '(all)', 2, 'purchase', 30, null)
    ) as steps(funnel, cohort_month, channel, step_number, step, entered, converted);

    insert into lifecycle.lifecycle_intervals
    select 'person-' || n, 'lead', timestamp '2026-01-01', timestamp '2026-01-05', n, false
    from range(1, 10) as numbers(n);
    insert into lifecycle.lifecycle_intervals values
        ('person-1', 'mql', timestamp '2026-01-05', null, 50, false),
        ('person-2', 'sql', timestamp '2026-01-05', timestamp '2026-01-05', 0, true);

    insert into lead_score.lead_scores
    select
        'person-' || n, n, ['A', 'B', 'C', 'D'][n % 4 + 1], n % 3 + 1,
        case when n > 70 then 'hot' when n > 30 then 'warm' else 'cold' end
    from range(101) as numbers(n);

    insert into channel_roi.channel_returns values
        ('(all)', 'email', 'linear', 100, 60, 10.5, 1500, 900, 1.67, 9.5, 15, 8, null),
        ('(all)', 'paid_search', 'linear', 400, 40, 4.5, 500, 300, 10, 88.9, 1.25, -0.25, null),
        ('(all)', 'direct', 'linear', 0, 0, 0, 234.56, 34.56, null, null, null, null, 'no spend'),
        ('(all)', 'email', 'last_touch', 100, 60, 15, 2234.56, 1234.56, 1.67, 6.7, 22.3, 11.3, null),
        ('(all)', 'paid_search', 'last_touch', 400, 40, 0, 0, 0, 10, null, 0, -1, null),
        ('2026-01', 'email', 'linear', 100, 60, 10.5, 1500, 900, 1.67, 9.5, 15, 8, null);

    insert into channel_roi.campaign_returns values
        ('(all)', 'c1', 'Spring', 'linear', 100, 10, 1500, 900, 8),
        ('(all)', 'c2', $evil, 'linear', 400, 5, 500, 300, -0.25);

    insert into clv.clv_by_group values
        ('channel', 'email', 10, 120.5, 0.4), ('channel', 'direct', 5, 80, 0.2), ('segment', 'small', 15, 107, 0.33);

    -- January's customers have had two months, February's one.
    insert into clv.clv_curves values
        ('cohort_month', '2025-01', 0, 10, 100), ('cohort_month', '2025-01', 1, 10, 150),
        ('cohort_month', '2025-02', 0, 30, 500), ('(all)', '(all)', 0, 40, 600);
"""


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("marts") / "marts.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(TABLES)
        connection.execute(ROWS.replace("$evil", f"'{EVIL}'"))
    return path


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


def test_the_page_names_its_currency(page: Path) -> None:
    shown = re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8"))
    assert re.search(r"Money in\s+EUR", shown)
    assert "Money is in EUR." in shown


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
    roi = (1234.56 - 500) / 500
    assert values == pytest.approx(
        {
            "people": 100,
            "mqls": 50,
            "customers": 15,
            "conversion_rate": 0.15,
            "revenue": 2234.56,
            "spend": 500,
            "roi": roi,
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


def test_markup_in_data_stays_text(page: Path) -> None:
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


@pytest.mark.skipif(shutil.which("chromium") is None, reason="no chromium on this machine to draw the page with")
def test_browser_draws_every_chart_without_a_complaint(page: Path, tmp_path: Path) -> None:
    command = [
        "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        f"--user-data-dir={tmp_path}",
        "--virtual-time-budget=20000",
        "--enable-logging=stderr",
        "--v=0",
        "--dump-dom",
        page.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert [line for line in done.stderr.splitlines() if "CONSOLE" in line] == []
    drawn = set(
        re.findall(r'id="([\w-]+)"[^>]*role="group"|<div class="chart[^"]*" id="([\w-]+)"[^>]*><svg', done.stdout)
    )
    assert {one or other for one, other in drawn} == set(specs(page))
    distribution = done.stdout.split('id="lead_score-distribution"')[1].split("</svg>")[0]
    assert distribution.count('aria-roledescription="bar"') == 20
    assert not re.search(r'aria-roledescription="bar" d="[^"]*h0v', distribution), "bars without width"
