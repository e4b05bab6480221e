"""The command line. Each command reads the settings, calls one function and prints what came of it.

Imports stand inside the commands: `leadhouse --help` must not wait for Dagster.
"""

import atexit
import gc
from pathlib import Path

import click

from orchestration.cli_bench import bench
from orchestration.cli_doctor import doctor
from orchestration.cli_erase import erase
from orchestration.cli_export import export
from orchestration.cli_options import EPILOG, Commands, config_option, home_option
from orchestration.cli_published import builds, dashboard, explain, query, rollback, status
from orchestration.cli_quarantine import quarantine
from orchestration.cli_restore import restore, verify
from orchestration.cli_run import demo, run
from orchestration.cli_sync import sync


@click.group(
    cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120}
)
def main() -> None:
    """From touchpoints, CRM records, spend and orders to audited marts."""
    # The system takes back what a process held. Python would first look through all of it for garbage, for two seconds.
    atexit.register(gc.freeze)


for command in (run, demo, status, builds, rollback, query, export, explain, dashboard):
    main.add_command(command)
for command in (doctor, quarantine, sync, erase, verify, restore, bench):
    main.add_command(command)


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
    decisions = target.read_text().count("# decide")
    marked = f"{decisions} lines are marked 'decide'; answer them, then: " if decisions else "Fill it in, then: "
    click.echo(f"{target} written. {marked}leadhouse doctor, leadhouse run")


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
