"""What a reader sees and can do: every chart is drawn, and what is picked decides the numbers, which are the marts'."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.dashboard import write_dashboard
from orchestration.pages import PAGES
from tests.pipeline.browser import CHROMIUM, Tab, open_page
from tests.pipeline.page_marts import AS_OF, make_marts

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine to open the page with")

DRAWN = "document.body.dataset.drawn === 'yes'"
ROWS = """
    [...document.querySelectorAll('figure[data-figure="{figure}"] tbody tr')]
        .map(row => [...row.cells].map(cell => cell.textContent))
"""
PICKS = [
    ("3", "(all)", "linear"),
    ("6", "email", "linear"),
    ("3", "paid_search", "last_touch"),
    ("6", "(all)", "last_touch"),
]
COLOUR = "getComputedStyle(document.querySelector('[data-figure=\"funnel-counts\"] [aria-roledescription=bar]')).fill"


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("page")
    write_dashboard(make_marts(directory / "marts.duckdb"), directory, "tiny", AS_OF, "EUR")
    return directory


@pytest.fixture(scope="module")
def tab(directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with open_page((directory / PAGES["en"]).as_uri(), tmp_path_factory.mktemp("profile")) as tab:
        tab.wait_for(f"document.readyState === 'complete' && {DRAWN}")
        yield tab


def pick(tab: Tab, **picks: str) -> None:
    """As picked first, but for `picks`."""
    tab.value("document.getElementById('reset').click()")
    for name, value in picks.items():
        tab.value(f"""
            (() => {{
                const picker = document.querySelector('[data-filter={name}]');
                picker.value = "{value}";
                picker.dispatchEvent(new Event("change"));
            }})()
        """)
    tab.wait_for(DRAWN)


def rows(tab: Tab, figure: str) -> list[list[str]]:
    return tab.value(ROWS.format(figure=figure).strip())


def headline(tab: Tab, key: str) -> tuple[float | None, float | None]:
    """The number of a card, and the one of the period before."""
    card = f"document.querySelector('[data-headline={key}]').dataset"
    value, before = tab.value(f"[{card}.value, {card}.before].map(JSON.parse)")
    return value, before


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh", "dark")])
def test_every_figure_is_drawn_without_a_complaint_or_an_outside_request(
    directory: Path, tmp_path: Path, language: str, scheme: str
) -> None:
    page = directory / PAGES[language]
    with open_page(page.as_uri(), tmp_path / "profile", scheme) as tab:
        tab.wait_for(f"document.readyState === 'complete' && {DRAWN}")
        charts = tab.value("document.querySelectorAll('.chart').length")
        assert tab.value("document.querySelectorAll('.chart svg').length") == charts > 25
        assert tab.value("[...document.querySelectorAll('figure.nothing')].map(figure => figure.dataset.figure)") == []
        assert tab.value("[...document.querySelectorAll('tbody')].filter(body => !body.rows.length).length") == 0
        background = "getComputedStyle(document.body).backgroundColor"
        first, bars = tab.value(background), tab.value(COLOUR)
        assert (first == "rgb(15, 19, 24)") == (scheme == "dark")
        # The reader may prefer the other, and the charts follow.
        tab.value("document.getElementById('theme').click()")
        tab.wait_for(DRAWN)
        assert tab.value(background) != first
        assert tab.value(COLOUR) != bars
        assert tab.complaints == []
        assert [url for url in tab.requests if not url.startswith(("data:", page.as_uri()))] == []


def test_what_is_picked_decides_the_headlines(tab: Tab, directory: Path) -> None:
    """They are sums of the mart over the same months."""
    months = {"3": ["2025-12", "2026-01", "2026-02"], "6": [f"2025-{month:02}" for month in range(9, 13)]}
    months["6"] += ["2026-01", "2026-02"]
    with duckdb.connect(directory / "marts.duckdb", read_only=True) as marts:
        for period, channel, model in PICKS:
            pick(tab, period=period, channel=channel, model=model)
            leads, customers, revenue, margin, spend = marts.execute(
                """
                select
                    sum(leads), sum(customers), cast(sum(revenue) as double), cast(sum(margin) as double),
                    cast(sum(spend) as double)
                from channel_roi.attributed_results
                where list_contains($months, month) and $channel in (channel, '(all)') and attribution_model = $model
                """,
                {"months": months[period], "channel": channel, "model": model},
            ).fetchone()
            assert headline(tab, "leads")[0] == pytest.approx(float(leads))
            assert headline(tab, "revenue")[0] == pytest.approx(revenue)
            assert headline(tab, "conversion_rate")[0] == pytest.approx(float(customers / leads))
            assert headline(tab, "roi")[0] == pytest.approx((margin - spend) / spend if spend else None)


def test_a_period_stands_beside_the_one_before(tab: Tab) -> None:
    pick(tab)
    # 30 leads in each quarter, and the 10 that came directly in the last month.
    assert headline(tab, "leads") == (40, 30)
    card = "document.querySelector('[data-headline=leads] .change')"
    assert tab.value(f"{card}.textContent") == "▲ 33% · 30 before"
    assert tab.value(f"{card}.classList.contains('good')")
    pick(tab, period="6")
    assert tab.value(f"{card}.textContent") == "no full period before it"


def test_the_funnel_follows_every_pick(tab: Tab) -> None:
    pick(tab, period="all")
    assert [row[:3] for row in rows(tab, "funnel-counts")] == [
        ["Lead", "90", "100.0%"],
        ["MQL", "45", "50.0%"],
        ["Customer", "9", "10.0%"],
    ]
    pick(tab, period="all", channel="paid_search")
    assert [row[:2] for row in rows(tab, "funnel-counts")] == [["Lead", "20"], ["MQL", "10"], ["Customer", "2"]]
    pick(tab, period="3", channel="email", segment="small")
    assert [row[:2] for row in rows(tab, "funnel-counts")] == [["Lead", "40"], ["MQL", "20"], ["Customer", "4"]]
    pick(tab, period="all", segment="large")
    assert rows(tab, "funnel-counts") == []
    assert (
        tab.value("getComputedStyle(document.querySelector('[data-figure=funnel-counts] > .empty')).display") != "none"
    )
    pick(tab, period="all", funnel="buyer_journey")
    assert rows(tab, "funnel-counts")[0][:2] == ["Awareness", "90"]


def test_rates_have_wilsons_interval(tab: Tab) -> None:
    # Of 90 leads 45 went on. Brown, Cai, DasGupta (2001): the interval is 39.9 % to 60.1 %.
    pick(tab, period="all")
    assert rows(tab, "funnel-rates")[0] == ["Lead", "90", "45", "50.0%", "39.9%", "60.1%"]


def test_cohorts_that_are_not_ripe_are_hatched(tab: Tab) -> None:
    # The last three months, and the three before them to hold them against.
    pick(tab, period="3")
    assert tab.value("document.querySelectorAll('[class*=unripe_marks] path').length") == 6
    fill = "getComputedStyle(document.querySelector('[class*=unripe_marks] path')).fill"
    assert "#hatch" in tab.value(fill)
    assert [row[4] for row in rows(tab, "funnel-cohorts")] == ["–"] * 6 + ["50.0%", "20.0%"] * 3


def test_changes_of_months_add_up(tab: Tab) -> None:
    pick(tab)
    assert rows(tab, "funnel-changes") == [["Lead", "40", "+4.0%", "+10.0%", "+14.0%"]]


def test_the_picked_model_is_the_one_that_is_shown(tab: Tab) -> None:
    pick(tab, period="all")
    returns = {row[0]: row[1:] for row in rows(tab, "channel_roi-returns")}
    # Spend 600, margin 900: 3 customers at 200 each, worth 600 each, who bring 300 a month.
    assert returns["Paid search"] == [
        "24.0", "3.0", "600", "1,500", "900", "+50%", "2.50", "25", "200", "3.00", "0.7",
    ]  # fmt: skip
    assert returns["Direct"][5:] == ["–", "–", "–", "–", "–", "–"]
    # Some of what was spent is in no amount, for want of an exchange rate: no ratio.
    assert returns["Display"] == ["2.0", "1.0", "50", "10", "5", "–", "–", "–", "–", "–", "–"]
    pick(tab, period="all", model="last_touch")
    returns = {row[0]: row[1:] for row in rows(tab, "channel_roi-returns")}
    assert returns["Paid search"] == ["12.0", "0.0", "600", "0", "0", "−100%", "0.00", "50", "–", "–", "–"]
    assert "Direct" not in returns
    assert sorted({row[1] for row in rows(tab, "channel_roi-models")}) == ["Last touch", "Linear"]


def test_a_figure_says_how_many_stand_behind_it_and_what_it_cannot_follow(tab: Tab) -> None:
    pick(tab, period="all", segment="small")
    stand = "document.querySelector('figure[data-figure={figure}] .stand').textContent"
    score = tab.value(stand.format(figure='"lead_score-distribution"'))
    assert score.startswith("70 people · as of 1 Mar 2026 · build tiny")
    assert "not filtered" not in score
    money = tab.value(stand.format(figure='"overview-money"'))
    assert "in EUR" in money
    assert money.endswith("not filtered by company size")


def test_nothing_in_all_this_was_complained_of(tab: Tab) -> None:
    pick(tab)
    assert tab.complaints == []
