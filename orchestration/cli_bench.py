"""`leadhouse bench`: how fast this machine is at it."""

import tempfile
from pathlib import Path

import click


@click.command()
@click.option(
    "--touchpoints",
    default=1_000_000,
    show_default=True,
    type=click.IntRange(min=2000),
    help="How many invented touchpoints, of a tenth as many people.",
)
@click.option(
    "--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write all figures here too."
)
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="A new directory for files and builds, which are kept. Default: one that is removed at the end.",
)
def bench(touchpoints: int, json_file: Path | None, home: Path | None) -> None:
    """Time a full build of invented data, a day of news and a run with nothing new, beside the least they can take."""
    from orchestration.bench.benchmark import measure
    from orchestration.bench.table import table_lines
    from orchestration.settings import load_settings

    with tempfile.TemporaryDirectory(prefix="leadhouse-bench-") as directory:
        benchmark = measure(load_settings(home=home or Path(directory)), touchpoints, click.echo)
    if json_file:
        json_file.write_text(benchmark.as_json())
    click.echo("\n" + "\n".join(table_lines(benchmark)))
