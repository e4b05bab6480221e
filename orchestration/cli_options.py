"""What all commands share."""

import errno
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from orchestration.errors import LeadhouseError, told
from orchestration.watch_names import WATCHES

home_option = click.option(
    "--home",
    type=click.Path(path_type=Path),
    help="Where everything is kept. Default: LEADHOUSE_HOME, else .leadhouse/.",
)
accept_option = click.option(
    "--accept",
    "accepted",
    multiple=True,
    type=click.Choice(WATCHES),
    help="Publish although the audit finds this odd beside what readers have.",
)
config_option = click.option(
    "--config",
    type=click.Path(path_type=Path),
    help="Default: LEADHOUSE_CONFIG, else leadhouse.yml here, else in the project, else in the home.",
)
compare_option = click.option(
    "--compare",
    metavar="RULESET",
    help="Compute another rule set of seeds/lead_score beside the one in use, or `suggested`: its reviewed points.",
)


json_option = click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Say nothing but what is odd or wrong.")

EXIT_CODES = {
    0: "Done: published, or nothing was new; nothing is damaged, nothing is missing.",
    1: "Stopped, with the reason; readers keep the build they have. Of verify and doctor: something is wrong.",
    2: "leadhouse.yml or the command line asks for something that cannot be. Nothing was begun.",
}
MEANINGS = "\n".join(f"  {code}  {meaning}" for code, meaning in EXIT_CODES.items())
# What follows \b is printed as it stands.
EPILOG = f"""\b
Exit codes:
{MEANINGS}

\b
Completion in bash, and likewise in zsh and fish:
  eval "$(_LEADHOUSE_COMPLETE=bash_source leadhouse)"
"""


def print_json(content: Any) -> None:
    """Print content for programs; moments as ISO 8601, paths as text."""
    click.echo(
        json.dumps(content, indent=2, default=lambda one: one.isoformat() if hasattr(one, "isoformat") else str(one))
    )


@contextmanager
def errors_told() -> Iterator[None]:
    """Make of foreseen errors a message and an exit code."""
    try:
        yield
    except LeadhouseError as error:
        click.echo(f"{error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        # A reader that has read enough (`| head`) is no error; click knows how to end then.
        if error.errno == errno.EPIPE:
            raise
        click.echo(told(error), err=True)
        sys.exit(LeadhouseError.exit_code)


class Commands(click.Group):
    """A group whose foreseen errors are a message and an exit code, never a traceback."""

    def invoke(self, context: click.Context) -> Any:
        with errors_told():
            return super().invoke(context)
