"""The command line. Each command reads the settings, calls one function and prints what came of it.

Imports stand inside the commands: `leadhouse --help` must not wait for Dagster.
"""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli_bench import bench
from orchestration.cli_erase import erase
from orchestration.cli_options import Commands, accept_option, compare_option, config_option, home_option
from orchestration.cli_quarantine import quarantine
from orchestration.cli_restore import restore, verify
from orchestration.cli_sync import sync

if TYPE_CHECKING:
    from orchestration.settings import Settings


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
def main() -> None:
    """From touchpoints, CRM records, spend and orders to audited marts."""


main.add_command(erase)
main.add_command(quarantine)
main.add_command(sync)
main.add_command(verify)
main.add_command(restore)
main.add_command(bench)


@main.command()
@click.option(
    "--from", "directory", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Propose a map."
)
@click.option("--to", "target", type=click.Path(path_type=Path), default=Path("leadhouse.yml"), show_default=True)
def init(directory: Path | None, target: Path) -> None:
    """Write a commented leadhouse.yml."""
    from orchestration.contracts import PROJECT_ROOT
    from orchestration.propose import propose

    if target.exists():
        raise click.UsageError(f"{target} exists already. Name another with --to.")
    example = PROJECT_ROOT / "leadhouse.example.yml"
    target.write_text(propose(directory, target.parent) if directory else example.read_text())
    click.echo(f"{target} written. Correct what it could not know, then: leadhouse run")


@main.command()
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
    if select:
        known_question(select, settings.project_root)
        if full_refresh or as_of:
            raise click.UsageError(
                "--select makes a part of the last build anew: --full-refresh and --as-of make a whole one."
            )
    _run(settings, full_refresh, verbose, accepted, select)


@main.command()
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
    from orchestration.status import few

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
    click.echo(f"Published {manifest.build_id}, as of {manifest.as_of:%Y-%m-%d %H:%M} UTC. Look at:")
    for name in ("dashboard.html", "data_docs/index.html", "marts.duckdb"):
        click.echo(f"  {settings.home.current / name}")


def _print_comparison(settings: "Settings") -> None:
    from orchestration.comparison import comparison
    from orchestration.explain import print_explanation

    if settings.compare_rule_set:
        print_explanation([comparison(settings.home.current / "marts.duckdb")])


@main.command()
@home_option
def status(home: Path | None) -> None:
    """What is published, how old it is, what was refused and why."""
    from datetime import UTC, datetime

    from orchestration.settings import load_settings
    from orchestration.status import status_lines

    click.echo("\n".join(status_lines(load_settings(home=home), datetime.now(UTC))))


@main.command()
@home_option
def builds(home: Path | None) -> None:
    """Every build that was tried, newest first."""
    from orchestration.settings import load_settings
    from orchestration.status import build_lines

    click.echo("\n".join(build_lines(load_settings(home=home))) or "No build yet.")


@main.command()
@click.argument("build", required=False)
@home_option
def rollback(build: str | None, home: Path | None) -> None:
    """Show readers the build before, or the BUILD named. It stays until a run finds something new."""
    from orchestration.run import roll_back
    from orchestration.settings import load_settings

    left, shown = roll_back(load_settings(home=home), build)
    click.echo(f"Readers see {shown}; {left} is kept." if left else f"Readers see {shown}.")


@main.command()
@click.argument("sql")
@click.option("--csv", "form", flag_value="csv", help="As CSV.")
@click.option("--json", "form", flag_value="json", help="As JSON.")
@home_option
def query(sql: str, form: str | None, home: Path | None) -> None:
    """Ask the published marts. Reads nothing else and changes nothing."""
    from orchestration.published import published_file
    from orchestration.query import SHOWN_ROWS, ask, write_csv, write_json, write_table
    from orchestration.settings import load_settings

    marts = published_file(load_settings(home=home).home.published, "marts.duckdb")
    answer = ask(marts, sql, limit=None if form else SHOWN_ROWS + 1)
    if form == "csv":
        write_csv(answer, sys.stdout)
    elif form == "json":
        write_json(answer, sys.stdout)
    else:
        write_table(answer)


@main.command()
@click.argument("person")
@click.option("--touches", default=20, show_default=True, help="How many of the last touches to show.")
@home_option
def explain(person: str, touches: int, home: Path | None) -> None:
    """Why a PERSON has their score, what changed in a week, and where they are. PERSON is an id or how it begins."""
    from orchestration.explain import explain, print_explanation
    from orchestration.published import published_file
    from orchestration.settings import load_settings

    marts = published_file(load_settings(home=home).home.published, "marts.duckdb")
    print_explanation(explain(marts, person, touches))


@main.command()
@click.option("--print", "only_print", is_flag=True, help="Print its path instead of opening it.")
@home_option
def dashboard(only_print: bool, home: Path | None) -> None:
    """Open the published page."""
    import webbrowser

    from orchestration.published import published_file
    from orchestration.settings import load_settings

    published = load_settings(home=home).home.published
    page = published_file(published, "dashboard.html")
    click.echo(published / "current" / page.name)
    if not only_print:
        webbrowser.open(page.as_uri())


@main.command()
@config_option
@home_option
@click.option("--port", default=3000, show_default=True)
def ui(config: Path | None, home: Path | None, port: int) -> None:
    """Dagster's pages, for this machine alone: lineage, runs, schedule and sensor."""
    from orchestration.run import serve_ui
    from orchestration.settings import load_settings

    serve_ui(load_settings(config, home), port)


if __name__ == "__main__":
    main()
