"""What is published, what was refused and why, what was loaded."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from orchestration.erasure.book import ErasureBook
from orchestration.errors import RunInProgress
from orchestration.ledger import Ledger
from orchestration.manifest import read_manifest
from orchestration.published import current_build, published_builds
from orchestration.settings import Settings
from orchestration.sync.book import last_runs

# What sources say and no seed explains: it counts as unknown, and often it is all that a first run lacks.
UNMAPPED = "select * from data_quality.unmapped_values"
# More would push what is published off the screen.
SHOWN_REASONS = 5


def status_lines(settings: Settings, now: datetime) -> Iterator[str]:
    """The state of a home in a few lines."""
    ledger = Ledger(settings.home.ledger)
    shown = current_build(settings.home.published)
    if shown is None:
        yield "published     nothing yet"
    else:
        manifest = read_manifest(shown)
        rows = sum(mart.rows for mart in manifest.marts.values())
        yield f"published     {manifest.build_id}, {_age(now - manifest.created_at)} ago"
        yield f"looks from    {_moment(manifest.as_of)}"
        yield f"holds         {len(manifest.marts)} marts, {rows:,} rows, {sum(manifest.audit.values())} expectations"
        yield f"lies in       {settings.home.current}"
        yield from few("alert         ", manifest.alerts)
    builds = ledger.builds()
    # What stopped an older build is no news once a later one was published.
    stopped = next(iter(builds), None)
    if stopped and stopped.status in {"refused", "failed"}:
        yield f"last {stopped.status:8} {stopped.build_id}, {_age(now - stopped.finished_at)} ago"
        yield from few("              ", stopped.detail.splitlines())
    loads = ledger.loads()
    yield (
        f"loads         {len(loads)} files: {sum(load.rows_read for load in loads):,} rows read, "
        f"{sum(load.rows_loaded for load in loads):,} loaded, "
        f"{sum(load.rows_quarantined for load in loads):,} quarantined, "
        f"{sum(load.rows_duplicate for load in loads):,} duplicates, "
        f"{sum(load.rows_excluded for load in loads):,} excluded"
    )
    yield from _sync_lines(settings, now)
    yield from _unfinished_lines(settings, ledger)


def build_lines(settings: Settings) -> Iterator[str]:
    """Every build that was tried, newest first; `*` marks what readers see, `-` what is no longer kept."""
    shown = current_build(settings.home.published)
    kept = set(published_builds(settings.home.published))
    for build in Ledger(settings.home.ledger).builds():
        is_shown = shown is not None and build.build_id == shown.name
        mark = "*" if is_shown else " " if build.build_id in kept else "-"
        detail = build.detail.splitlines()[0]
        yield f"{mark} {build.build_id}  {build.status:11}  as of {_moment(build.as_of)}  {detail}"


def _sync_lines(settings: Settings, now: datetime) -> Iterator[str]:
    """How the last sync of each destination ended."""
    try:
        for destination, began, status, accepted, rejected in last_runs(settings.home.sync):
            said = f"{accepted:,} rows accepted, {rejected:,} rejected"
            yield f"synced        {destination}, {_age(now - began)} ago: {status}, {said}"
    except RunInProgress:
        yield "synced        a sync is at work now"


def _unfinished_lines(settings: Settings, ledger: Ledger) -> Iterator[str]:
    """What was begun and waits for somebody to end it."""
    if unfinished := ErasureBook(settings.home.path).unfinished():
        began = min(receipt.requested_at for receipt in unfinished)
        yield f"erasing       {len(unfinished)} begun {_moment(began)} and not finished: `leadhouse run` finishes it"
    if ledger.loads() and not settings.home.warehouse.exists():
        yield "restoring     the warehouse is gone, its loads are booked: `leadhouse restore` makes it anew"


def unmapped_words(marts: Path) -> int:
    """How many of the sources' words no seed knows."""
    with duckdb.connect(str(marts), read_only=True) as connection:
        return connection.sql(f"select count(*) from ({UNMAPPED})").fetchone()[0]


def few(mark: str, reasons: list[str]) -> Iterator[str]:
    """The first of them, a line each behind the mark, and how many more there are."""
    yield from (f"{mark}{reason}" for reason in reasons[:SHOWN_REASONS])
    if len(reasons) > SHOWN_REASONS:
        yield f"{' ' * len(mark)}and {len(reasons) - SHOWN_REASONS} more"


def _age(passed: timedelta) -> str:
    for unit, seconds in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if passed.total_seconds() >= 2 * seconds:
            return f"{passed.total_seconds() / seconds:.0f} {unit}"
    return f"{passed.total_seconds():.0f} seconds"


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
