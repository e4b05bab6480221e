"""Ask the configured CRMs for what is new, before anything is loaded."""

from collections import Counter
from datetime import UTC, datetime

from orchestration.settings import Settings


def fetch(settings: Settings, api: str | None = None) -> dict[str, int]:
    """Land what every configured CRM (of one kind, if `api` is given) has that is new: rows by table.

    Raises ConfigError or IngestError for the CRM at which it stopped; what landed before stays landed.
    """
    sources = [source for source in settings.sources if api in (None, source.api)]
    if not sources:
        return {}
    # dlt takes a second to import, and most runs ask no API.
    from orchestration.sources.api.extract import extract_source

    rows: Counter[str] = Counter()
    for source in sources:
        for landed in extract_source(settings, source, datetime.now(UTC)):
            rows[f"{source.system}.{landed.table}"] += landed.rows
    return dict(rows)


def fetched_in_words(rows: dict[str, int]) -> str:
    """What came, in a line; empty if nothing did."""
    return f"{sum(rows.values()):,} fetched" if rows else ""
