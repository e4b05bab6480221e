"""What is published: its state, the way back, questions to it, and its page."""

import sys
from pathlib import Path

import click

from orchestration.cli_options import home_option, json_option, print_json
from orchestration.pages import PAGES


@click.command()
@home_option
@json_option
def status(home: Path | None, as_json: bool) -> None:
    """What is published, how old it is, what was refused and why."""
    from datetime import UTC, datetime

    from orchestration.settings import load_settings
    from orchestration.status import state_of, status_lines

    settings = load_settings(home=home)
    if as_json:
        print_json(state_of(settings))
    else:
        click.echo("\n".join(status_lines(settings, datetime.now(UTC))))


@click.command()
@home_option
@json_option
def builds(home: Path | None, as_json: bool) -> None:
    """Every build that was tried, newest first."""
    from orchestration.settings import load_settings
    from orchestration.status import build_lines, builds_of

    settings = load_settings(home=home)
    if as_json:
        print_json(builds_of(settings))
    else:
        click.echo("\n".join(build_lines(settings)) or "No build yet.")


@click.command()
@click.argument("build", required=False)
@home_option
def rollback(build: str | None, home: Path | None) -> None:
    """Show readers the build before, or the BUILD named. It stays until a run finds something new."""
    from orchestration.run import roll_back
    from orchestration.settings import load_settings

    left, shown = roll_back(load_settings(home=home), build)
    click.echo(f"Readers see {shown}; {left} is kept." if left else f"Readers see {shown}.")


@click.command()
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


@click.command()
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


@click.command()
@click.option(
    "--lang", "language", type=click.Choice(list(PAGES)), default="en", show_default=True, help="In English or Chinese."
)
@click.option("--print", "only_print", is_flag=True, help="Print its path instead of opening it.")
@click.option("--live", is_flag=True, help="Serve it to this machine alone, following new builds.")
@click.option("--port", default=8501, show_default=True, help="Where it is served with --live.")
@home_option
def dashboard(language: str, only_print: bool, live: bool, port: int, home: Path | None) -> None:
    """Open the published page."""
    import webbrowser

    from orchestration.live import serve_live
    from orchestration.published import published_file
    from orchestration.settings import load_settings

    published = load_settings(home=home).home.published
    page = published_file(published, PAGES[language])
    if live:
        serve_live(published, page.name, port)
    click.echo(published / "current" / page.name)
    if not only_print:
        webbrowser.open(page.as_uri())
