"""`leadhouse erase`: one person out of everything that is kept here."""

from pathlib import Path

import click

from orchestration.cli_options import config_option, home_option
from orchestration.errors import ConfigError, NotFound


@click.command()
@click.argument("person")
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@click.option("--reason", help="Why, for the receipt: a ticket's number, not the person's name.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@config_option
@home_option
@click.option("-v", "--verbose", is_flag=True, help="Show what Dagster and dbt say.")
def erase(
    person: str, dry_run: bool, reason: str | None, yes: bool, config: Path | None, home: Path | None, verbose: bool
) -> None:
    """Erase a PERSON for good: an e-mail address, or a record as SYSTEM:ID. Whatever came in, and all made of it.

    Takes all that the identity knows as theirs, and keeps it out when an old file or the CRM brings it again. Deals and
    orders stay for their money, without the person. Ends with a run, so that readers see marts without them.
    """
    from datetime import UTC, datetime

    from orchestration.erasure.book import ErasureBook
    from orchestration.erasure.erase import erase as erase_person
    from orchestration.erasure.person import count_rows, identifiers_of
    from orchestration.ledger import Ledger
    from orchestration.lock import only_writer
    from orchestration.run import run_job
    from orchestration.settings import load_settings

    if reason and "@" in reason:
        raise ConfigError("--reason: an address has no place in a receipt. Name a ticket, or the law.")
    settings = load_settings(config, home)
    book = ErasureBook(settings.home.path)
    with only_writer(settings.home.path):
        identifiers = identifiers_of(settings, person, book.salt())
        rows = count_rows(settings, identifiers, book.salt())
        if not rows:
            raise NotFound("No row names this person, so there is nothing to erase.")
        _print_plan(identifiers, rows)
        if dry_run:
            return
        if not yes:
            click.confirm("Erase for good? There is no way back", abort=True)
        receipt = erase_person(settings, Ledger(settings.home.ledger), identifiers, reason, datetime.now(UTC))
    if receipt.finished_at is None:
        click.echo("Gone from all that came in. Readers see the old build until this run has published:")
        run_job(settings, verbose=verbose)
        receipt = book.read(receipt.erasure_id)
    click.echo(receipt.model_dump_json(indent=2, exclude={"identifiers"}))
    click.echo(f"Receipt: {book.directory / receipt.erasure_id}.json")
    for path in receipt.outside:
        click.echo(f"Still in {path}, which is yours to delete.")


def _print_plan(identifiers: dict[tuple[str, str], str], rows: dict[str, int]) -> None:
    """Counts alone: what is printed is kept in terminals and logs."""
    from collections import Counter

    kinds = Counter(kind for kind, _ in identifiers)
    click.echo("Known by " + ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in kinds.items()))
    for table, count in rows.items():
        click.echo(f"  {table:40} {count:>7,} rows")
