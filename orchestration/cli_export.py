"""The published marts as files."""

from pathlib import Path

import click

from orchestration.cli_options import home_option


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["parquet", "csv"]), default="parquet", show_default=True)
@click.option("--mart", "wanted", multiple=True, metavar="SCHEMA.MART", help="Only this one; may be given again.")
@home_option
def export(directory: Path, form: str, wanted: tuple[str, ...], home: Path | None) -> None:
    """Write each published mart to a file in DIRECTORY. Nothing of it is personal data."""
    from orchestration.export import export_marts
    from orchestration.published import published_file
    from orchestration.settings import load_settings

    marts = published_file(load_settings(home=home).home.published, "marts.duckdb")
    exported = export_marts(marts, directory, form, wanted)
    click.echo(f"{len(exported.rows)} marts of build {exported.build_id}, {sum(exported.rows.values()):,} rows.")
    click.echo(directory)
