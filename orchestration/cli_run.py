"""`leadhouse run` and `leadhouse demo`: one whole pass, and what came of it."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli_options import accept_option, compare_option, config_option, home_option
from orchestration.errors import ConfigError

if TYPE_CHECKING:
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
@click.option("-v", "--verbose", is_flag=True, help="Show what Dagster and dbt say.")
def run(
    config: Path | None,
    home: Path | None,
    as_of: str | None,
    compare: str | None,
    accepted: tuple[str, ...],
    select: str | None,
    full_refresh: bool,
    verbose: bool,
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
        known_question(select, settings.project_root)
        if full_refresh or as_of:
            raise click.UsageError(
                "--select makes a part of the last build anew: --full-refresh and --as-of make a whole one."
            )
    _run(settings, full_refresh, verbose, accepted, select)


@click.command()
@click.option(
    "--people", default=3000, show_default=True, type=click.IntRange(min=100), help="How many invented people."
)
@click.option("--seed", default=7, show_default=True, help="The same seed gives the same files.")
@click.option("--days", default=540, show_default=True, help="How long they were observed.")
@compare_option
@home_option
@click.option("-v", "--verbose", is_flag=True, help="Show what Dagster and dbt say.")
def demo(people: int, seed: int, days: int, compare: str | None, home: Path | None, verbose: bool) -> None:
    """The same pass over invented files, written with their truth beside them."""
    from orchestration.progress import write_line
    from orchestration.settings import load_settings
    from orchestration.sources.demo import generate

    target = load_settings(home=home, compare=compare).home.path
    began = time.monotonic()
    config = generate(target, people, seed, days)
    write_line("generate", f"{people:,} people over {days} days", time.monotonic() - began, sys.stdout)
    _run(load_settings(config, home, compare=compare), full_refresh=False, verbose=verbose)


def _run(
    settings: "Settings",
    full_refresh: bool,
    verbose: bool,
    accepted: tuple[str, ...] = (),
    select: str | None = None,
) -> None:
    from datetime import UTC, datetime

    from orchestration.fetch import fetched_in_words
    from orchestration.progress import write_line
    from orchestration.run import fetch_quietly, is_up_to_date, run_job
    from orchestration.selection import as_the_last_run
    from orchestration.status import UNMAPPED, few, unmapped_words

    began = time.monotonic()
    if select:
        settings = as_the_last_run(settings)
    elif settings.sources:
        fetched = fetched_in_words(fetch_quietly(settings)) or "nothing new"
        write_line("fetch", fetched, time.monotonic() - began, sys.stdout)
    if not full_refresh and is_up_to_date(settings, datetime.now(UTC)):
        click.echo(f"Nothing is new since build {settings.home.current.resolve().name}: nothing to do.")
        _print_comparison(settings)
        return
    manifest = run_job(settings, full_refresh, verbose, accepted, select)
    write_line("in all", "", time.monotonic() - began, sys.stdout)
    _print_comparison(settings)
    for line in few("Alert: ", manifest.alerts):
        click.echo(line)
    if words := unmapped_words(settings.home.current / "marts.duckdb"):
        click.echo(f'{words:,} words of your sources are in no seed yet: `leadhouse query "{UNMAPPED}"` lists them.')
    click.echo(f"Published {manifest.build_id}, as of {manifest.as_of:%Y-%m-%d %H:%M} UTC. Look at:")
    for name in ("dashboard.html", "data_docs/index.html", "marts.duckdb"):
        click.echo(f"  {settings.home.current / name}")


def _print_comparison(settings: "Settings") -> None:
    from orchestration.comparison import comparison
    from orchestration.explain import print_explanation

    if settings.compare_rule_set:
        print_explanation([comparison(settings.home.current / "marts.duckdb")])
