"""`leadhouse verify` and `leadhouse restore`: is everything what was written, and making anew what is not."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from orchestration.cli_options import config_option, home_option, json_option, print_json


@click.command()
@config_option
@home_option
@json_option
def verify(config: Path | None, home: Path | None, as_json: bool) -> None:
    """Read everything the home keeps, and hold it against the books. Exit code 1 if anything is damaged."""
    from orchestration.lock import only_writer
    from orchestration.settings import load_settings
    from orchestration.verify import verify

    settings = load_settings(config, home)
    verdicts = []
    with only_writer(settings.home.path):
        for verdict in verify(settings):
            verdicts.append(verdict)
            if as_json:
                continue
            click.echo(
                f"{verdict.part:12}{f'damaged: {len(verdict.damage)}' if verdict.damage else 'whole: '}{verdict.read}"
            )
            for damage in verdict.damage:
                click.echo(f"  {damage}")
    if as_json:
        print_json([asdict(verdict) for verdict in verdicts])
    sys.exit(any(verdict.damage for verdict in verdicts))


@click.command()
@config_option
@home_option
@click.option("--without-lost", is_flag=True, help="Strike loads from the ledger whose files are nowhere any more.")
@click.option("--read-again", metavar="SYSTEM", help="Instead: let the next run read everything of this CRM again.")
def restore(config: Path | None, home: Path | None, without_lost: bool, read_again: str | None) -> None:
    """Make anew what is damaged: the ledger from its copy, the warehouse from the landing zone.

    Published builds that are damaged are named; `leadhouse rollback` and `leadhouse run --full-refresh` mend those.
    """
    from datetime import UTC, datetime

    from orchestration import restore as restoring
    from orchestration.lock import only_writer
    from orchestration.settings import load_settings

    settings = load_settings(config, home)
    with only_writer(settings.home.path):
        if read_again:
            restoring.read_again(settings, read_again)
            click.echo(f"The next run reads everything of {read_again} again.")
            return
        for line in restoring.restore(settings, datetime.now(UTC), without_lost):
            click.echo(line)
