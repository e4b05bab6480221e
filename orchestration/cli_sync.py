"""`leadhouse sync`: scores and stages back into the CRMs."""

from dataclasses import asdict
from pathlib import Path

import click

from orchestration.cli_options import config_option, home_option, json_option, print_json, quiet_option
from orchestration.sync.guard_names import GUARDS


@click.command()
@click.argument("destination", required=False)
@click.option("--dry-run", is_flag=True, help="Only write the plan. That is the default.")
@click.option("--confirm", is_flag=True, help="Write to the destination what the plan says.")
@click.option(
    "--accept", "accepted", multiple=True, type=click.Choice(GUARDS), help="Send although this guard speaks against it."
)
@click.option("--ask", "question", metavar="SQL", help="Ask the book: its tables runs, changes, accepted, rejected.")
@config_option
@home_option
@quiet_option
@json_option
def sync(
    destination: str | None,
    dry_run: bool,
    confirm: bool,
    accepted: tuple[str, ...],
    question: str | None,
    config: Path | None,
    home: Path | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Write what has changed to a DESTINATION of leadhouse.yml, or show what would be written. Without one: list them.

    Only the published build is a source, and a row is sent once: whatever stops a run, the next goes on from there.
    """
    from orchestration.query import SHOWN_ROWS, ask, write_table
    from orchestration.settings import load_settings
    from orchestration.sync.book import book_of
    from orchestration.sync.report import report_lines
    from orchestration.syncs import destination_named, sync_destination

    if dry_run and confirm:
        raise click.UsageError("--dry-run writes nothing and --confirm writes: choose one.")
    settings = load_settings(config, home)
    if question:
        write_table(ask(book_of(settings.home.sync), question, limit=SHOWN_ROWS + 1))
        return
    if destination is None:
        names = [f"{target.name}  {target.to} {target.object}".rstrip() for target in settings.sync]
        click.echo("\n".join(names) or "leadhouse.yml has no `sync:` yet; leadhouse.example.yml shows one.")
        return
    report = sync_destination(settings, destination_named(settings, destination), confirm, accepted)
    if as_json:
        print_json({**asdict(report), "alerts": report.alerts})
    elif quiet:
        click.echo("".join(f"Alert: {alert}\n" for alert in report.alerts), err=True, nl=False)
    else:
        click.echo("\n".join(report_lines(report)))
