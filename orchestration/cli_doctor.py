"""`leadhouse doctor`: is everything there that a run needs."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.cli_options import config_option, home_option, json_option, print_json

if TYPE_CHECKING:
    from orchestration.doctor import Finding


@click.command()
@click.option(
    "--online", is_flag=True, help="Also ask each CRM of leadhouse.yml whether it lets us in: one request each."
)
@json_option
@config_option
@home_option
def doctor(online: bool, as_json: bool, config: Path | None, home: Path | None) -> None:
    """Check set-up, config, files against their maps, credentials, disk, memory and the home. Changes nothing.

    A line per check, with the remedy where one is needed. Exit code 1 if anything would stop a run.
    """
    findings = list(_findings(online, config, home))
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{finding.state:4}  {finding.check:24} {finding.said}")
            if finding.state != "ok":
                click.echo(f"{'':31}{finding.remedy}")
    sys.exit(any(finding.state == "fail" for finding in findings))


def _findings(online: bool, config: Path | None, home: Path | None) -> "Iterator[Finding]":
    from orchestration.doctor import Finding, machine, room
    from orchestration.doctor_config import config_findings, online_findings
    from orchestration.doctor_home import home_findings
    from orchestration.errors import ConfigError
    from orchestration.settings import load_settings

    yield from machine()
    try:
        settings = load_settings(config, home)
    except ConfigError as error:
        yield Finding("config", "fail", str(error), "Correct that place; `leadhouse init` shows every setting.")
        return
    yield from config_findings(settings)
    if online:
        yield from online_findings(settings)
    yield from room(settings)
    yield from home_findings(settings.home)
