"""`leadhouse run`: the Dagster job, in this process, unless nothing has changed since the published build."""

import contextlib
import gc
import json
import logging
import os
import sqlite3
import sys
import warnings
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from zoneinfo import ZoneInfo

import duckdb

from orchestration.audit_result import AUDITED_FILES
from orchestration.build import fingerprint
from orchestration.erasure.book import ErasureBook
from orchestration.errors import LeadhouseError, NotFound, PublishedDamaged, WarehouseDamaged, told
from orchestration.fetch import fetch
from orchestration.found_files import something_new
from orchestration.ledger import Ledger
from orchestration.lock import only_writer
from orchestration.manifest import Manifest, read_manifest
from orchestration.pages import PAGES
from orchestration.progress import STEPS, Steps
from orchestration.publish import rollback
from orchestration.published import current_build, published_file
from orchestration.selection import selected_assets, selected_paths
from orchestration.settings import Settings
from orchestration.warehouse import REMEDY, UNREADABLE, tells_of_damage

if TYPE_CHECKING:
    from dagster import Definitions

# The system, Dagster's and our own books, the warehouse: each says in its own way that there is no more room.
STORE_ERRORS = (OSError, sqlite3.Error, duckdb.IOException, duckdb.OutOfMemoryException, *UNREADABLE)

# New objects in Python before it looks for garbage in cycles, and how often it looks at all there are: of the project's
# graph none becomes garbage, and Python's own numbers would have a run go through it for a tenth of its time.
GARBAGE_AFTER = (50_000, 20, 20)

DAGSTER_SETTINGS = """\
# Nothing leaves the machine that its owner has not asked for.
telemetry: {enabled: false}
# Steps print nothing that their events don't hold.
compute_logs: {module: dagster._core.storage.noop_compute_log_manager, class: NoOpComputeLogManager}
event_log_storage:
  module: orchestration.event_log
  class: EventLog
  config: {base_dir: %s}
"""


def is_up_to_date(settings: Settings, now: datetime) -> bool:
    """Whether a run would repeat the last build that was published: same loads, rules, program and settings, same day.

    A build that readers were led away from by a rollback counts as well: a run with nothing new must not undo that.
    """
    ledger = Ledger(settings.home.ledger)
    last = next(iter(ledger.builds()), None)
    if last is None or last.status not in {"published", "rolled_back"} or not _is_whole(settings):
        return False
    zone = ZoneInfo(settings.time_zone)
    return (
        last.as_of.astimezone(zone).date() == (settings.as_of or now).astimezone(zone).date()
        and last.fingerprint == fingerprint(settings, (load.load_id for load in ledger.loads()))
        and not something_new(settings, ledger)
        and not ErasureBook(settings.home.path).unfinished()
    )


def usual_seconds(settings: Settings) -> float | None:
    """How long the last build that was published took, to say how much is left of another."""
    builds = (build for build in Ledger(settings.home.ledger).builds() if build.status == "published")
    return next(((build.finished_at - build.started_at).total_seconds() for build in builds), None)


def _is_whole(settings: Settings) -> bool:
    """Whether readers have a build whose files are there at their sizes: what a run would otherwise leave unmended."""
    try:
        for name in (*AUDITED_FILES, *PAGES.values()):
            published_file(settings.home.published, name)
    except (NotFound, PublishedDamaged):
        return False
    return True


def fetch_quietly(settings: Settings) -> dict[str, int]:
    """Ask the configured CRMs for what is new: rows by table. What libraries print goes to `fetch.log`.

    Raises the LeadhouseError that stopped it, saying which build readers keep.
    """
    log = settings.home.path / "fetch.log"
    with only_writer(settings.home.path), _quiet(log):
        try:
            return fetch(settings)
        except Exception as error:
            logging.getLogger("leadhouse").exception("asking the CRMs stopped")
            raise as_told_to_users(error, settings, log) from error


def run_job(
    settings: Settings,
    full_refresh: bool = False,
    verbose: bool = False,
    accepted: Collection[str] = (),
    select: str | None = None,
    steps: Steps | None = None,
) -> Manifest:
    """Run the whole job on what lies here, and return what it published. `accepted` watches of the audit only alert.

    With `select`, only what the seeds and models of that question decide is made anew. `steps` tells what is done.
    What Dagster and dbt say goes to `run.log` unless `verbose`.

    Raises the LeadhouseError that stopped it, saying which build readers keep.
    """
    dagster_home = prepare_dagster_home(settings.home.path)
    log = settings.home.path / "run.log"
    told = STEPS.set(steps or Steps())
    with contextlib.ExitStack() as stack:
        stack.callback(STEPS.reset, told)
        stack.callback(gc.set_threshold, *gc.get_threshold())
        gc.set_threshold(*GARBAGE_AFTER)
        if not verbose:
            stack.enter_context(STEPS.get().moving())
            stack.enter_context(_quiet(log))
        try:
            return _execute(settings, dagster_home, full_refresh, verbose, accepted, select)
        except Exception as error:
            logging.getLogger("leadhouse").exception("the run stopped")
            raise as_told_to_users(error, settings, log) from error


def prepare_dagster_home(home: Path) -> Path:
    """The directory in which Dagster remembers runs, so that `leadhouse ui` shows those of the command line too."""
    dagster_home = home / "dagster"
    dagster_home.mkdir(parents=True, exist_ok=True)
    event_log = json.dumps(str((dagster_home / "history" / "runs").resolve()))
    (dagster_home / "dagster.yaml").write_text(DAGSTER_SETTINGS % event_log)
    return dagster_home


def roll_back(settings: Settings, build_id: str | None) -> tuple[str | None, str]:
    """Show readers an older build and book it: (build left, build shown)."""
    ledger = Ledger(settings.home.ledger)
    erased_at = max((receipt.requested_at for receipt in ErasureBook(settings.home.path).receipts()), default=None)
    with only_writer(settings.home.path):
        left, shown = rollback(settings.home.published, build_id, erased_at)
        for build in ledger.builds():
            if build.build_id == left:
                ledger.record_build(**vars(replace(build, status="rolled_back")))
            if build.build_id == shown:
                ledger.record_build(**vars(replace(build, status="published")))
    return left, shown


def serve_ui(settings: Settings, port: int) -> NoReturn:
    """Become Dagster's web server and daemon, reachable from this machine alone."""
    os.environ["DAGSTER_HOME"] = str(prepare_dagster_home(settings.home.path))
    os.environ["LEADHOUSE_HOME"] = str(settings.home.path)
    if settings.config_path:
        os.environ["LEADHOUSE_CONFIG"] = str(settings.config_path)
    os.chdir(settings.project_root)
    dagster = str(Path(sys.executable).with_name("dagster"))
    # A fixed list of words of ours, and no shell: only the port is the user's, and it is a number.
    os.execv(dagster, [dagster, "dev", "-m", "orchestration.definitions", "-h", "127.0.0.1", "-p", str(port)])  # noqa: S606


def _execute(
    settings: Settings,
    dagster_home: Path,
    full_refresh: bool,
    verbose: bool,
    accepted: Collection[str],
    select: str | None,
) -> Manifest:
    from dagster import AssetKey, DagsterInstance

    defs, manifest = _definitions(settings)
    paths = selected_paths(settings, select) if select else []
    surroundings = {
        "config": str(settings.config_path) if settings.config_path else None,
        "home": str(settings.home.path),
        "as_of": settings.as_of.isoformat() if settings.as_of else None,
        "compare": settings.compare_rule_set,
        "accept": list(accepted),
        "full_refresh": full_refresh,
        "select": select,
        "paths": paths,
        "is_extracted": True,
    }
    selected = [AssetKey(key) for key in selected_assets(manifest, paths)] if select else None
    with DagsterInstance.from_config(str(dagster_home)) as instance:
        defs.resolve_job_def("leadhouse").execute_in_process(
            run_config={"resources": {"surroundings": {"config": surroundings}}, "loggers": loggers(verbose)},
            instance=instance,
            asset_selection=selected,
        )
    return read_manifest(current_build(settings.home.published))


def get_ready(settings: Settings) -> None:
    """Import what a run needs at some time: half of what a short one takes."""
    for library in ("altair", "dbt.cli.main", "great_expectations", "sklearn.linear_model"):
        import_module(library)
    _definitions(settings)


def _definitions(settings: Settings) -> "tuple[Definitions, Path]":
    """What Dagster runs, and dbt's manifest that it was made of."""
    from orchestration.surroundings import environment

    # The destinations of a sync are those of this configuration.
    with environment(LEADHOUSE_HOME=str(settings.home.path), LEADHOUSE_CONFIG=str(settings.config_path or "")):
        from orchestration.definitions import defs, manifest
    return defs, manifest


def loggers(verbose: bool) -> dict[str, Any]:
    """Who tells of a run, as Dagster is asked for them."""
    return {"progress": {}} | ({"console": {"config": {"log_level": "DEBUG"}}} if verbose else {})


@contextlib.contextmanager
def _quiet(log: Path) -> Iterator[None]:
    """Send what libraries print and warn to the log: progress lines and errors are all a user reads."""
    with log.open("w") as file, contextlib.redirect_stdout(file), contextlib.redirect_stderr(file):
        warnings.simplefilter("ignore")
        logging.basicConfig(stream=file, level=logging.WARNING, force=True)
        yield


def _what_readers_keep(settings: Settings) -> str:
    try:
        shown = current_build(settings.home.published)
    except PublishedDamaged as error:
        return str(error)
    return f"Readers keep build {shown.name}." if shown else "Nothing has been published yet."


def as_told_to_users(error: Exception, settings: Settings, log: Path) -> LeadhouseError:
    """The LeadhouseError behind whatever stopped the run, ending with what readers have now."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, (LeadhouseError, *STORE_ERRORS)):
        cause = cause.__cause__
    kept = _what_readers_keep(settings)
    if cause is None:
        return LeadhouseError(f"The run stopped: {type(error).__name__}. {log} says more. {kept}")
    if isinstance(cause, duckdb.Error) and tells_of_damage(cause):
        return WarehouseDamaged(f"{str(cause).splitlines()[0]} {REMEDY}\n{kept}")
    if isinstance(cause, STORE_ERRORS):
        return LeadhouseError(f"{told(cause)}\n{kept}")
    return type(cause)(f"{cause}\n{kept}")
