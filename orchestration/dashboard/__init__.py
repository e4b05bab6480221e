"""The page of a build: one HTML file per language that works from the file system."""

from datetime import datetime
from pathlib import Path

from orchestration.dashboard import (
    channel_roi,
    clv,
    data_quality,
    forecast,
    funnel,
    lead_score,
    lifecycle,
    nurture,
    overview,
)
from orchestration.dashboard.filters import filters
from orchestration.dashboard.language import languages
from orchestration.dashboard.marts import open_marts
from orchestration.dashboard.page import render

SECTIONS = (overview, lead_score, lifecycle, funnel, channel_roi, clv, forecast, nurture, data_quality)


def write_dashboard(marts: Path, directory: Path, build_id: str, as_of: datetime, currency: str) -> list[Path]:
    """Write the page of a marts file, whose money is in `currency`, to `directory` in every language of `PAGES`.

    Pages hold counts and sums only, so they stay small at any data size, and ask no server for anything. A mart without
    rows makes its section say so.
    """
    with open_marts(marts, as_of) as reader:
        sections = [module.section(reader) for module in SECTIONS]
        choices = filters(reader)
    spoken = languages()
    pages = []
    for language in spoken:
        page = directory / language.page
        html = render(language, spoken, sections, choices, build_id, as_of, currency)
        page.write_text(html, encoding="utf-8", newline="\n")
        pages.append(page)
    return pages
