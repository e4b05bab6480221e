"""The page of a real build says what its marts say, for what a reader picks."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from tests.pipeline.browser import CHROMIUM, Tab, open_page
from tests.pipeline.test_dashboard_in_a_browser import DRAWN, pick, rows

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine to open the page with")

Ask = Callable[..., list[tuple]]
RATIOS = ("roi", "roas", "cpl", "cac", "ltv_to_cac", "payback_months")


@pytest.fixture(scope="module")
def tab(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    page = demo_home / "published" / "current" / "dashboard.html"
    with open_page(page.as_uri(), tmp_path_factory.mktemp("profile")) as tab:
        tab.wait_for(f"document.readyState === 'complete' && {DRAWN}")
        yield tab


@pytest.fixture(scope="module")
def ask(demo_home: Path) -> Iterator[Ask]:
    with duckdb.connect(demo_home / "published" / "current" / "marts.duckdb", read_only=True) as marts:
        yield lambda query, **values: marts.execute(query, values or None).fetchall()


def number(written: str) -> float | None:
    """What a cell of a table says."""
    if written == "–":
        return None
    plain = written.replace(",", "").replace("−", "-")
    return float(plain.removesuffix("%")) / (100 if plain.endswith("%") else 1)


def same(written: str, value: float | None, digits: int) -> bool:
    """Whether a cell says the value, rounded as tables round."""
    said = number(written)
    return said is None if value is None else said is not None and abs(said - float(value)) <= 0.500001 * 10**-digits


@pytest.mark.parametrize("model", ["linear", "markov"])
def test_returns_are_those_of_the_mart(tab: Tab, ask: Ask, model: str) -> None:
    pick(tab, period="all", model=model)
    shown = sorted(rows(tab, "channel_roi-returns"))
    names = {row[0] for row in shown}
    expected = ask(
        f"""
        select leads, customers, spend, revenue, margin, {", ".join(RATIOS)} from channel_roi.channel_returns
        where month = '(all)' and attribution_model = $model
        """,
        model=model,
    )
    assert len(shown) == len(names) == len(expected) > 10
    digits = (1, 1, 0, 0, 0, 2, 2, 0, 0, 2, 1)
    for values in expected:
        fits = [row for row in shown if all(map(same, row[1:], values, digits))]
        assert fits, f"no row of the page says {values}"


@pytest.mark.parametrize(("channel", "segment"), [("(all)", "(all)"), ("email", "(all)"), ("paid_search", "small")])
def test_the_funnel_is_that_of_the_mart(tab: Tab, ask: Ask, channel: str, segment: str) -> None:
    pick(tab, period="6", channel=channel, segment=segment)
    expected = ask(
        """
        with months as (
            select distinct cohort_month from funnel.funnel_conversions, core.reporting
            where last_day(cohort_month) <= as_of_on
            order by cohort_month desc
            limit 6
        )

        select sum(entered) from funnel.funnel_conversions
        inner join months using (cohort_month)
        where funnel = 'lifecycle' and channel = $channel and segment = $segment
        group by step_number
        order by step_number
        """,
        channel=channel,
        segment=segment,
    )
    assert [number(row[1]) for row in rows(tab, "funnel-counts")] == [entered for (entered,) in expected]


def test_people_are_those_of_the_marts(tab: Tab, ask: Ask) -> None:
    pick(tab, channel="email")
    stages = ask("""
        select count(*) from core.people
        where first_touch_channel = 'email' and lifecycle_stage is not null
        group by lifecycle_stage
    """)
    assert sorted(number(row[1]) for row in rows(tab, "lifecycle-current")) == sorted(people for (people,) in stages)
    cells = ask("""
        select count(*) from lead_score.lead_scores inner join core.people using (person_id)
        where first_touch_channel = 'email'
        group by fit_grade, engagement_band
        order by fit_grade, engagement_band
    """)
    assert [number(row[2]) for row in rows(tab, "lead_score-matrix")] == [people for (people,) in cells]


def test_forecasts_and_rows_read_are_those_of_the_marts(tab: Tab, ask: Ask) -> None:
    pick(tab, segment="large")
    forecasts = ask("""
        select open_deals, round(forecast_amount) from forecast.pipeline_forecasts
        where is_current and segment = 'large'
        order by close_month
    """)
    assert [(number(row[1]), number(row[4])) for row in rows(tab, "forecast-now")] == [
        (deals, amount and float(amount)) for deals, amount in forecasts
    ]
    (read,) = ask("select sum(rows_read) from data_quality.load_report")[0]
    assert sum(number(row[3]) for row in rows(tab, "data_quality-loads")) == read
    assert tab.complaints == []
