"""What is published, what was refused and why, what was loaded."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

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


def state_of(settings: Settings) -> dict[str, Any]:
    """The state of a home, for programs: what is published, what was refused last, loads, syncs, work not ended."""
    ledger = Ledger(settings.home.ledger)
    shown = current_build(settings.home.published)
    loads, stopped = ledger.loads(), next(iter(ledger.builds()), None)
    return {
        "published": _published(shown, settings) if shown else None,
        # What stopped an older build is no news once a later one was published.
        "stopped": asdict(stopped) if stopped and stopped.status in {"refused", "failed"} else None,
        "loads": {
            "files": len(loads),
            **{
                name: sum(getattr(load, f"rows_{name}") for load in loads)
                for name in ("read", "loaded", "quarantined", "duplicate", "excluded")
            },
        },
        **_syncs(settings),
        "erasures_begun_at": [receipt.requested_at for receipt in ErasureBook(settings.home.path).unfinished()],
        "is_restore_needed": bool(loads) and not settings.home.warehouse.exists(),
    }


def _published(shown: Path, settings: Settings) -> dict[str, Any]:
    manifest = read_manifest(shown)
    return {
        "build_id": manifest.build_id,
        "created_at": manifest.created_at,
        "as_of": manifest.as_of,
        "marts": len(manifest.marts),
        "rows": sum(mart.rows for mart in manifest.marts.values()),
        "expectations": sum(manifest.audit.values()),
        "directory": settings.home.current,
        "alerts": manifest.alerts,
    }


def _syncs(settings: Settings) -> dict[str, Any]:
    """How the last sync of each destination ended; nobody can look while one is at work."""
    names = ("destination", "started_at", "status", "accepted", "rejected")
    try:
        runs = last_runs(settings.home.sync)
    except RunInProgress:
        return {"syncs": [], "is_syncing": True}
    return {"syncs": [dict(zip(names, run, strict=True)) for run in runs], "is_syncing": False}


def status_lines(settings: Settings, now: datetime) -> Iterator[str]:
    """The state of a home in a few lines."""
    state = state_of(settings)
    if published := state["published"]:
        yield f"published     {published['build_id']}, {_age(now - published['created_at'])} ago"
        yield f"looks from    {_moment(published['as_of'])}"
        expectations = published["expectations"]
        yield f"holds         {published['marts']} marts, {published['rows']:,} rows, {expectations} expectations"
        yield f"lies in       {published['directory']}"
        yield from few("alert         ", published["alerts"])
    else:
        yield "published     nothing yet"
    if stopped := state["stopped"]:
        yield f"last {stopped['status']:8} {stopped['build_id']}, {_age(now - stopped['finished_at'])} ago"
        yield from few("              ", stopped["detail"].splitlines())
    loads = state["loads"]
    yield (
        f"loads         {loads['files']} files: {loads['read']:,} rows read, {loads['loaded']:,} loaded, "
        f"{loads['quarantined']:,} quarantined, {loads['duplicate']:,} duplicates, {loads['excluded']:,} excluded"
    )
    for run in state["syncs"]:
        said = f"{run['status']}, {run['accepted']:,} rows accepted, {run['rejected']:,} rejected"
        yield f"synced        {run['destination']}, {_age(now - run['started_at'])} ago: {said}"
    if state["is_syncing"]:
        yield "synced        a sync is at work now"
    if begun := state["erasures_begun_at"]:
        yield f"erasing       {len(begun)} begun {_moment(min(begun))} and not finished: `leadhouse run` finishes it"
    if state["is_restore_needed"]:
        yield "restoring     the warehouse is gone, its loads are booked: `leadhouse restore` makes it anew"


def builds_of(settings: Settings) -> list[dict[str, Any]]:
    """Every build that was tried, newest first: what the ledger says, whether readers see it, whether it is kept."""
    shown = current_build(settings.home.published)
    kept = set(published_builds(settings.home.published))
    return [
        {
            **asdict(build),
            "is_shown": shown is not None and build.build_id == shown.name,
            "is_kept": build.build_id in kept,
        }
        for build in Ledger(settings.home.ledger).builds()
    ]


def build_lines(settings: Settings) -> Iterator[str]:
    """A line per build; `*` marks what readers see, `-` what is no longer kept."""
    for build in builds_of(settings):
        mark = "*" if build["is_shown"] else " " if build["is_kept"] else "-"
        detail = build["detail"].splitlines()[0]
        yield f"{mark} {build['build_id']}  {build['status']:11}  as of {_moment(build['as_of'])}  {detail}"


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
