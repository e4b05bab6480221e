"""`leadhouse quarantine`: the rows that did not pass the gate."""

from pathlib import Path

import click

from orchestration.cli_options import config_option, home_option


@click.group()
def quarantine() -> None:
    """Rows that did not pass the gate: kept whole, with their reason."""


@quarantine.command("list")
@home_option
def quarantine_list(home: Path | None) -> None:
    """How many there are, by table and reason."""
    from orchestration import quarantine as misfits
    from orchestration.query import Answer, write_table
    from orchestration.settings import load_settings

    counts = misfits.quarantine(load_settings(home=home))
    if counts:
        write_table(Answer(["table", "reason", "rows"], [(*kind, rows) for kind, rows in counts.items()]))
    else:
        click.echo("Nothing is in quarantine.")


@quarantine.command("show")
@click.argument("table")
@click.option("--limit", default=20, show_default=True, help="How many rows at most.")
@home_option
def quarantine_show(table: str, limit: int, home: Path | None) -> None:
    """The misfits of a TABLE: file, line and rule, without the row's values."""
    from orchestration.quarantine import misfits
    from orchestration.query import Answer, write_table
    from orchestration.settings import load_settings

    rows = misfits(load_settings(home=home), table, limit)
    write_table(Answer(["file", "line", "reason", "column", "rule"], rows))


@quarantine.command("replay")
@config_option
@home_option
def quarantine_replay(config: Path | None, home: Path | None) -> None:
    """Pass the files of misfits through the gate again, where their map has changed since."""
    from orchestration.ledger import Ledger
    from orchestration.lock import only_writer
    from orchestration.quarantine import replay
    from orchestration.settings import load_settings

    settings = load_settings(config, home)
    with only_writer(settings.home.path):
        reports = replay(settings, Ledger(settings.home.ledger))
    for report in reports:
        click.echo(
            f"{report.table} {report.file}: {report.rows_loaded:,} loaded, {report.rows_quarantined:,} quarantined"
        )
    click.echo("Run again to publish." if reports else "No map of a file with misfits has changed.")
