"""`leadhouse run` and `leadhouse demo`: one whole pass, and what came of it."""

import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orchestration.cli_options import (
    accept_option,
    compare_option,
    config_option,
    errors_told,
    home_option,
    json_option,
    print_json,
    quiet_option,
)
from orchestration.errors import ConfigError

if TYPE_CHECKING:
    from orchestration.manifest import Manifest
    from orchestration.progress import Steps
    from orchestration.settings import Settings


@click.command()
@config_option
@home_option
@click.option("--as-of", help="Look from this moment: nothing after it is seen. Default: now.")
@compare_option
@accept_option
@click.option(
    "--select",
    metavar="QUESTION",
    help="Make anew only what a question's seeds and models decide: same data, same moment as the last build.",
)
@click.option("--full-refresh", is_flag=True, help="Build even if nothing is new, and every model from the start.")
@click.option("--on-change", is_flag=True, help="Go on: run again whenever seeds, models or leadhouse.yml change.")
@click.option("-v", "--verbose", is_flag=True, help="Show what Dagster and dbt say.")
@quiet_option
@json_option
def run(
    config: Path | None,
    home: Path | None,
    as_of: str | None,
    compare: str | None,
    accepted: tuple[str, ...],
    select: str | None,
    full_refresh: bool,
    on_change: bool,
    verbose: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Ingest, build, audit and publish. Exit code 0 only if a build was published or nothing was new."""
    from orchestration.selection import known_question
    from orchestration.settings import load_settings

    settings = load_settings(config, home, as_of, compare)
    if settings.config_path is None:
        raise ConfigError(
            "There is no leadhouse.yml here, in the project or in the home. `leadhouse init --from DIRECTORY` proposes "
            "one for your files, --config names another, and `leadhouse demo` runs over invented files."
        )
    if select:
        if settings.target == "spark":
            raise click.UsageError("--select continues the last build; on Spark every build is made from the start.")
        known_question(select, settings.project_root)
        if full_refresh or as_of:
            raise click.UsageError(
                "--select makes a part of the last build anew: --full-refresh and --as-of make a whole one."
            )
    if on_change:
        from orchestration.on_change import Runs, run_on_change
        from orchestration.run import get_ready

        request = {**click.get_current_context().params, "on_change": False}
        run_on_change(Runs(get_ready, run_as_asked, request, settings))
        return
    _run(settings, _steps(quiet, as_json), full_refresh, verbose, accepted, select, as_json)


def run_as_asked(request: dict[str, Any]) -> None:
    """`leadhouse run` with these parameters, in a process of its own."""
    with errors_told():
        run.callback(**request)


@click.command()
@click.option(
    "--people", default=3000, show_default=True, type=click.IntRange(min=100), help="How many invented people."
)
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same files.")
@click.option("--days", default=540, show_default=True, help="How long they were observed.")
@compare_option
@home_option
@click.option("-v", "--verbose", is_flag=True, help="Show what Dagster and dbt say.")
@quiet_option
@json_option
def demo(
    people: int,
    seed: int,
    days: int,
    compare: str | None,
    home: Path | None,
    verbose: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """The same pass over invented files, written with their truth beside them."""
    from orchestration.settings import load_settings
    from orchestration.sources.demo import generate

    target = load_settings(home=home, compare=compare).home.path
    steps = _steps(quiet, as_json)
    config = generate(target, people, seed, days)
    steps.end("generate", f"{people:,} people over {days} days", time.monotonic() - steps.began)
    _run(load_settings(config, home, compare=compare), steps, full_refresh=False, verbose=verbose, as_json=as_json)


def _steps(quiet: bool, as_json: bool) -> "Steps":
    from orchestration.progress import Steps

    return Steps("silent" if quiet or as_json else "moving", sys.stdout)


def _run(
    settings: "Settings",
    steps: "Steps",
    full_refresh: bool,
    verbose: bool,
    accepted: tuple[str, ...] = (),
    select: str | None = None,
    as_json: bool = False,
) -> None:
    from datetime import UTC, datetime

    from orchestration.fetch import fetched_in_words
    from orchestration.run import fetch_quietly, is_up_to_date, run_job, usual_seconds
    from orchestration.selection import as_the_last_run

    if select:
        settings = as_the_last_run(settings)
    elif settings.sources:
        began = time.monotonic()
        fetched = fetched_in_words(fetch_quietly(settings)) or "nothing new"
        steps.end("fetch", fetched, time.monotonic() - began)
    if not full_refresh and is_up_to_date(settings, datetime.now(UTC)):
        _tell_nothing_new(settings, steps, as_json)
        return
    steps.usual_seconds = usual_seconds(settings)
    manifest = run_job(settings, full_refresh, verbose, accepted, select, steps)
    steps.end("in all", "", time.monotonic() - steps.began)
    _tell_published(settings, manifest, steps, as_json)


def _tell_nothing_new(settings: "Settings", steps: "Steps", as_json: bool) -> None:
    build_id = settings.home.current.resolve().name
    if as_json:
        print_json({"status": "nothing_new", "build_id": build_id})
    elif steps.style != "silent":
        click.echo(f"Nothing is new since build {build_id}: nothing to do.")
        _print_comparison(settings)


def _tell_published(settings: "Settings", manifest: "Manifest", steps: "Steps", as_json: bool) -> None:
    from orchestration.status import UNMAPPED, few, unmapped_words

    current = settings.home.current
    words = unmapped_words(current / "marts.duckdb")
    if as_json:
        told = {
            "status": "published",
            "build_id": manifest.build_id,
            "as_of": manifest.as_of.isoformat(),
            "directory": str(current),
            "alerts": manifest.alerts,
            "unmapped_words": words,
            "steps": [asdict(step) for step in steps.ended],
        }
        print_json(told)
        return
    is_quiet = steps.style == "silent"
    if not is_quiet:
        _print_comparison(settings)
    for line in few("Alert: ", manifest.alerts):
        click.echo(line, err=is_quiet)
    if is_quiet:
        return
    if words:
        click.echo(f'{words:,} words of your sources are in no seed yet: `leadhouse query "{UNMAPPED}"` lists them.')
    click.echo(f"Published {manifest.build_id}, as of {manifest.as_of:%Y-%m-%d %H:%M} UTC. Look at:")
    for name in ("dashboard.html", "data_docs/index.html", "marts.duckdb"):
        click.echo(f"  {current / name}")


def _print_comparison(settings: "Settings") -> None:
    from orchestration.comparison import comparison
    from orchestration.explain import print_explanation

    if settings.compare_rule_set:
        print_explanation([comparison(settings.home.current / "marts.duckdb")])
