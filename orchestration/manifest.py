"""What a published build says about itself."""

from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import duckdb
from pydantic import BaseModel, ConfigDict

PACKAGES = ("dagster", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations")


class FileEntry(BaseModel):
    sha256: str
    bytes: int


class MartEntry(BaseModel):
    """`content` depends on the rows and not on their order: the same input gives the same content."""

    rows: int
    content: str


class Manifest(BaseModel):
    """Kept as `manifest.json` in the build's directory, which it lists whole, itself excepted."""

    model_config = ConfigDict(frozen=True)

    build_id: str
    as_of: datetime
    started_at: datetime
    created_at: datetime
    fingerprint: str
    files: dict[str, FileEntry]
    marts: dict[str, MartEntry]
    audit: dict[str, int]
    # What was odd about it and did not keep it from its readers.
    alerts: list[str] = []
    versions: dict[str, str]


def read_manifest(directory: Path) -> Manifest:
    """The manifest of a published build's directory."""
    return Manifest.model_validate_json((directory / "manifest.json").read_text())


def describe_marts(file: Path) -> dict[str, MartEntry]:
    """Rows and content of every table of a marts file.

    The sum of the rows' hashes, unlike their exclusive or, also tells a table from one in which two rows are doubled.
    """
    with duckdb.connect(str(file), read_only=True) as marts:
        tables = marts.sql(
            "select schema_name, table_name from duckdb_tables() where not internal order by all"
        ).fetchall()
        return {f"{schema}.{table}": _describe(marts, schema, table) for schema, table in tables}


def package_versions() -> dict[str, str]:
    """Versions of what decides the numbers; our own is in the fingerprint."""
    return {name: version(name) for name in PACKAGES}


def _describe(marts: duckdb.DuckDBPyConnection, schema: str, table: str) -> MartEntry:
    rows, content = marts.sql(
        f"""
        select count(*), coalesce(sum(md5_number_lower(cast(to_json(row_of_mart) as varchar))), 0)
        from "{schema}"."{table}" as row_of_mart
        """
    ).fetchone()
    return MartEntry(rows=rows, content=f"{content:x}")
