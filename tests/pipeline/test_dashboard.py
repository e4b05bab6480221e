"""The page: it holds what the marts say, it needs no server, no text from data becomes markup, every word has a use."""

import base64
import csv
import gzip
import json
import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from orchestration.dashboard import SECTIONS, write_dashboard
from orchestration.dashboard.language import Language
from orchestration.dashboard.marts import open_marts
from orchestration.dashboard.page import SPOKEN
from orchestration.dashboard.periods import periods, picked_first
from orchestration.pages import PAGES
from tests.pipeline.page_marts import AS_OF, make_marts

PROJECT_ROOT = Path(__file__).parents[2]
BUILD = "20260301T123000-abcdef"


@pytest.fixture(scope="module")
def marts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_marts(tmp_path_factory.mktemp("marts") / "marts.duckdb")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_marts(tmp_path_factory.mktemp("empty") / "marts.duckdb", "")


@pytest.fixture(scope="module")
def asked() -> Iterator[set[str]]:
    """Texts that were asked for since the module began."""
    keys, text = set(), Language.text

    def recorded(self: Language, key: str, **values: object) -> str:
        keys.add(key)
        return text(self, key, **values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Language, "text", recorded)
        yield keys


@pytest.fixture(scope="module")
def pages(marts: Path, asked: set[str]) -> list[Path]:
    return write_dashboard(marts, marts.parent, BUILD, AS_OF, "EUR")


@pytest.fixture(scope="module")
def empty_pages(empty: Path, asked: set[str]) -> list[Path]:
    return write_dashboard(empty, empty.parent, BUILD, AS_OF, "EUR")


class Parsed(HTMLParser):
    """The page's tags with their attributes."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def told(page: Path) -> dict:
    """What its scripts know."""
    packed = re.search(r'<script type="text/plain" id="page">(.*?)</script>', page.read_text(encoding="utf-8"))
    return json.loads(gzip.decompress(base64.b64decode(packed[1])))


def test_there_is_a_page_in_every_language(pages: list[Path]) -> None:
    assert [page.name for page in pages] == list(PAGES.values())
    for page, code in zip(pages, PAGES, strict=True):
        assert f'<html lang="{code}">' in page.read_text(encoding="utf-8")


def test_page_refers_to_nothing_but_its_own_translations(pages: list[Path]) -> None:
    for page in pages:
        outside = [
            (tag, name, value)
            for tag, attrs in Parsed(page).tags
            for name, value in attrs.items()
            if name in ("src", "href", "srcset", "action", "data") and not (value or "").startswith("#")
        ]
        assert outside == [("a", "href", other) for other in PAGES.values() if other != page.name]
        style = re.search(r"<style>(.*?)</style>", page.read_text(encoding="utf-8"), re.DOTALL)[1]
        assert re.findall(r"url\((?!#)|@import", style) == []
        assert page.stat().st_size < 5_000_000


def test_S07_markup_in_data_stays_text(pages: list[Path]) -> None:
    for page in pages:
        tags = [tag for tag, _ in Parsed(page).tags]
        assert "img" not in tags
        # The data, the bundle and the page's own scripts.
        assert tags.count("script") == 3
        assert any(
            "<img src=x" in word for words in told(page)["datasets"]["campaigns"]["words"].values() for word in words
        )


def test_page_holds_no_person(pages: list[Path]) -> None:
    for page in pages:
        assert "person-" not in page.read_text(encoding="utf-8")
        assert "person-" not in json.dumps(told(page))


def test_every_section_of_empty_marts_says_why_there_is_nothing(empty_pages: list[Path]) -> None:
    for page, code in zip(empty_pages, PAGES, strict=True):
        text, language = page.read_text(encoding="utf-8"), Language(code)
        assert text.count('class="empty"') - 1 == len(SECTIONS) == 9
        for module in SECTIONS:
            assert language.text(f"sections.{module.__name__.rsplit('.', 1)[1]}.empty") in text


def test_the_overview_says_what_is_worth_a_look(pages: list[Path], empty_pages: list[Path]) -> None:
    english, chinese = (page.read_text(encoding="utf-8") for page in pages)
    for sentence in (
        "5 hot leads wait for an answer; for 2 the promised time has passed.",
        "In Jan 2026, 50% went on from the stage Lead, where 60% is usual: 2 people fewer.",
        "Paid search cost 600 and returned −50%, by linear attribution over all time.",
        "Past forecasts (5) add up to +25% beside what came. Verdict: Too high.",
        "3 rows are in quarantine, the oldest for 4 days.",
    ):
        assert sentence in english
    assert "2026年1月，从“线索”阶段前进的比例为 50%，平常为 60%：少了 2 人。" in chinese
    assert 'class="notices"' not in empty_pages[0].read_text(encoding="utf-8")


def test_a_cohort_has_a_value_only_for_months_that_all_of_it_has_had(pages: list[Path]) -> None:
    curves = told(pages[0])["datasets"]["clv_curves"]
    assert curves["words"] == {"quarter": ["2025 Q1"]}
    assert curves["rows"] == [[0, 0, 40, 15]]


def test_scores_are_counted_once_and_100_is_in_the_last_bin(marts: Path) -> None:
    with open_marts(marts, AS_OF) as reader:
        scores = next(
            dataset.rows
            for module in SECTIONS
            for dataset in module.section(reader).datasets
            if dataset.name == "scores"
        )
    assert sum(row["people"] for row in scores) == 100
    # From 95 to 100.
    assert sum(row["people"] for row in scores if row["bin_start"] == 95) == 6
    assert max(row["bin_end"] for row in scores) == 100


def test_quartiles_of_stays_are_of_the_picked_period_alone(marts: Path) -> None:
    with open_marts(marts, AS_OF) as reader:
        stays = next(
            dataset.rows
            for module in SECTIONS
            for dataset in module.section(reader).datasets
            if dataset.name == "stays"
        )
    all_people = [row for row in stays if row["channel"] == row["segment"] == "(all)"]
    assert [(row["period"], row["stage"], row["stays"], row["median"]) for row in all_people] == [
        ("6", "lead", 9, 5),
        ("3", "lead", 9, 5),
        ("all", "lead", 9, 5),
    ]


def test_periods_are_months_that_are_over_and_the_first_can_be_compared() -> None:
    choices = periods(date(2025, 9, 1), date(2026, 3, 1))
    assert [period.key for period in choices] == ["6", "3", "all"]
    assert choices[1].months == ["2025-12", "2026-01", "2026-02"]
    assert choices[1].previous == ["2025-09", "2025-10", "2025-11"]
    assert choices[0].previous == []
    assert picked_first(choices) == "3"
    # The last day of a month ends it; one month fills no period.
    assert periods(date(2026, 1, 1), date(2026, 3, 31))[0].months[-1] == "2026-03"
    assert picked_first(periods(date(2026, 3, 1), date(2026, 3, 1))) == "all"


def test_months_long_ago_are_one(marts: Path) -> None:
    with open_marts(marts, AS_OF) as reader:
        months = reader.rows("select month_of(date '2022-03-31') as earlier, month_of(date '2022-04-01') as first")
    assert months == [{"earlier": "earlier", "first": "2022-04"}]


def test_both_languages_have_the_same_texts_and_names() -> None:
    first, *others = (Language(code) for code in PAGES)
    for other in others:
        assert other.texts.keys() == first.texts.keys()
        assert other.names.keys() == first.names.keys()
        for key, text in first.texts.items():
            assert set(re.findall(r"\{\w+", text)) == set(re.findall(r"\{\w+", other.texts[key])), key


def test_every_text_is_used(pages: list[Path], empty_pages: list[Path], asked: set[str]) -> None:
    page = told(pages[0])
    derived = [step for figure in page["figures"] for step in figure["rows"]["derive"]]
    used = asked | {f"labels.{step[2]}" for step in derived if step[1] == "text"}
    used |= {f"behind.{figure['behind'][0]}" for figure in page["figures"]}
    scripts = "".join(path.read_text() for path in (PROJECT_ROOT / "orchestration/dashboard/scripts").glob("*.js"))
    spoken = {key for key in Language("en").texts if key.split(".")[0] in SPOKEN}
    used |= {key for key in spoken if re.search(rf"\b{key.split('.')[1]}\b", scripts)}
    assert Language("en").texts.keys() - used == set()
    # And nothing is said that has no words.
    assert {key for key in used if key.split(".")[0] in SPOKEN} - Language("en").texts.keys() == set()


@pytest.mark.parametrize(
    ("seed", "column"),
    [
        ("channel_roi/channel_names.csv", "channel"),
        ("channel_roi/attribution_models.csv", "attribution_model"),
        ("clv/rfm_segments.csv", "rfm_segment"),
        ("funnel/funnel_steps.csv", "step"),
        ("lifecycle/lifecycle_stages.csv", "stage"),
        ("reference/company_sizes.csv", "segment"),
    ],
)
def test_what_seeds_name_has_a_name_on_the_page(seed: str, column: str) -> None:
    with (PROJECT_ROOT / "seeds" / seed).open(encoding="utf-8", newline="") as lines:
        codes = {row[column] for row in csv.DictReader(lines)}
    assert codes - Language("en").names.keys() == set()
