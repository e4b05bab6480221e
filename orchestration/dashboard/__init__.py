"""The page of a build: one HTML file that works from the file system."""

from datetime import datetime
from pathlib import Path

from orchestration.dashboard import channel_roi, clv, funnel, lead_score, lifecycle, overview
from orchestration.dashboard.marts import open_marts
from orchestration.dashboard.page import render

SECTIONS = (overview, funnel, lifecycle, lead_score, channel_roi, clv)


def write_dashboard(marts: Path, target: Path, build_id: str, as_of: datetime, currency: str) -> Path:
    """Write the page of the marts file `marts`, whose money is in `currency`, to `target` and return it.

    It holds counts and sums only, so it stays small at any data size; it asks no server for anything.
    A mart without rows makes its section say so.
    """
    with open_marts(marts) as reader:
        sections = [module.section(reader) for module in SECTIONS]
    target.write_text(render(sections, build_id, as_of, currency), encoding="utf-8", newline="\n")
    return target
