"""What a reader sees and can do: every chart is drawn, and the attribution model that is picked is the one shown."""

from collections.abc import Iterator

import pytest

from orchestration.dashboard import write_dashboard
from tests.pipeline.browser import CHROMIUM, Tab, open_page
from tests.pipeline.page_marts import AS_OF, make_marts

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine to open the page with")

DRAWN = "document.querySelectorAll('.chart svg').length === document.querySelectorAll('.chart').length"
LABELS = "[...document.querySelectorAll('#{figure} .role-axis-label text')].map(text => text.textContent)"
BARS = "[...document.querySelectorAll('#{figure} [aria-roledescription=bar]')].map(bar => bar.{what})"
ROWS = """
    [...document.querySelectorAll('[aria-labelledby={figure}-title] tbody tr')].filter(row => row.offsetParent !== null)
        .map(row => [...row.cells].map(cell => cell.textContent))
"""


@pytest.fixture
def tab(tmp_path) -> Iterator[Tab]:
    page = write_dashboard(make_marts(tmp_path / "marts.duckdb"), tmp_path / "dashboard.html", "tiny", AS_OF, "EUR")
    with open_page(page, tmp_path / "profile") as tab:
        tab.wait_for(f"document.readyState === 'complete' && {DRAWN}")
        yield tab


def pick(tab: Tab, model: str) -> None:
    tab.value(f"""
        (() => {{
            const picker = document.getElementById("model");
            picker.value = "{model}";
            picker.dispatchEvent(new Event("change"));
        }})()
    """)


def test_every_chart_is_drawn_without_a_complaint(tab: Tab) -> None:
    specs = tab.value("Object.keys(JSON.parse(document.getElementById('specs').textContent)).length")
    assert tab.value("document.querySelectorAll('.chart svg').length") == specs > 10
    widths = tab.value(BARS.format(figure="lead_score-distribution", what="getBBox().width"))
    assert len(widths) == 20
    assert min(widths) > 1
    assert tab.complaints == []


def test_the_picked_model_changes_tables_and_charts(tab: Tab) -> None:
    email = "(row => row[0] === 'Email')"
    returns = ROWS.format(figure="channel_roi-returns").strip()
    assert tab.value(f"{returns}.find{email}")[:6] == ["Email", "10.5", "100", "1,500", "900", "+800%"]
    money = BARS.format(figure="channel_roi-money", what="ariaLabel")
    assert any("Email" in bar and "Revenue" in bar and "1,500" in bar for bar in tab.value(money))

    pick(tab, "last_touch")
    tab.wait_for(f"{money}.some(bar => bar.includes('2,235'))")
    assert tab.value(f"{returns}.find{email}")[:6] == ["Email", "15.0", "100", "2,235", "1,235", "+1,130%"]
    assert not any("1,500" in bar for bar in tab.value(money))
    # Direct has no row under this model.
    assert [row[0] for row in tab.value(returns)] == ["Email", "Paid search"]

    pick(tab, "linear")
    tab.wait_for(f"{money}.some(bar => bar.includes('1,500'))")
    assert len(tab.value(returns)) == 3
    assert tab.complaints == []


def test_a_share_axis_ends_beyond_the_last_mark(tab: Tab) -> None:
    shares = [
        float(label.removesuffix("%"))
        for label in tab.value(LABELS.format(figure="funnel-lifecycle-rates"))
        if "%" in label
    ]
    # 40 of 70 and 10 of 30 went on; the interval of the former ends at 59.7 %.
    assert max(shares) == 60
    assert shares[0] == 0
