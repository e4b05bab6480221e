"""`leadhouse quarantine`: the rows that did not pass the gate."""

from pathlib import Path

import click

from orchestration.cli_options import config_option, home_option, json_option, print_json


@click.group()
def quarantine() -> None:
    """Rows that did not pass the gate: kept whole, with their reason."""


@quarantine.command("list")
@home_option
@json_option
def quarantine_list(home: Path | None, as_json: bool) -> None:
    """How many there are, by table and reason."""
    from orchestration import quarantine as misfits
    from orchestration.query import Answer, write_table
    from orchestration.settings import load_settings

    counts = misfits.quarantine(load_settings(home=home))
    answer = Answer(["table", "reason", "rows"], [(*kind, rows) for kind, rows in counts.items()])
    if as_json:
        print_json([dict(zip(answer.columns, row, strict=True)) for row in answer.rows])
    elif counts:
        write_table(answer)
    else:
        click.echo("Nothing is in quarantine.")


@quarantine.command("show")
@click.argument("table")
@click.option("--limit", default=20, show_default=True, help="How many rows at most.")
@home_option
@json_option
def quarantine_show(table: str, limit: int, home: Path | None, as_json: bool) -> None:
    """The misfits of a TABLE: file, line and rule, without the row's values."""
    from orchestration.quarantine import misfits
    from orchestration.query import Answer, write_table
    from orchestration.settings import load_settings

    answer = Answer(["file", "line", "reason", "column", "rule"], misfits(load_settings(home=home), table, limit))
    if as_json:
        print_json([dict(zip(answer.columns, row, strict=True)) for row in answer.rows])
    else:
        write_table(answer)


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
